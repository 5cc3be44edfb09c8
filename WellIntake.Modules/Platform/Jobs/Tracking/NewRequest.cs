namespace WellIntake.Modules.Platform.Jobs.Tracking;

/// <summary>A request to be accepted: its job, whose it is, and the columns that only its own table has.</summary>
/// <param name="Job">The job; its <see cref="JobMessage.MessageId"/> is the request id.</param>
/// <param name="UserId">The channel's id of the person.</param>
/// <param name="UserEmail">Lower-cased; the AAD id until the address is known.</param>
/// <param name="UserName">As the channel gives it.</param>
/// <param name="ConversationId">Where the answer goes.</param>
/// <param name="Details">Column and value, the same columns in the same order for every request of a table.</param>
public sealed record NewRequest(
    JobMessage Job, string UserId, string UserEmail, string? UserName, string ConversationId, IReadOnlyList<KeyValuePair<string, object?>> Details)
{
    /// <summary>
    /// The id of the message that is its card, when known from the start. Empty: the card went out in the response, its id
    /// is never learnt, and no acknowledgement is to be posted.
    /// </summary>
    public string? CardActivityId { get; init; }

    /// <summary>Until when whoever accepts it has its first message in hand; null: nobody has.</summary>
    public DateTimeOffset? CardHeldUntil { get; init; }
}

/// <summary>What a delivery of a tracked job finds.</summary>
internal enum RequestStart
{
    /// <summary>Work on it.</summary>
    Work,

    /// <summary>The result is stored and has not been shown.</summary>
    Deliver,

    /// <summary>Shown, cancelled or given up before: nothing is left to do.</summary>
    Done,

    /// <summary>It was given up, and the crash came before its job became a dead letter.</summary>
    GivenUp,

    /// <summary>There is no row.</summary>
    Unknown,
}

/// <summary>What came of asking to cancel a request.</summary>
internal enum CancelOutcome
{
    /// <summary>It is cancelled now.</summary>
    Cancelled,

    /// <summary>It has ended already, one way or another.</summary>
    Finished,

    /// <summary>The same message cancelled a request before.</summary>
    AskedBefore,
}
