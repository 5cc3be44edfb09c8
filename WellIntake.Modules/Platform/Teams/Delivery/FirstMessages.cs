using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Teams.Delivery;

/// <summary>
/// Who may post a request's first message, in however many processes (ADR 8): one has it in hand for a while, and the
/// others wait until there is a message to update, or the hold is over because its process died. Where the database lets
/// only one process in, that process knows by itself, and nothing is written.
/// </summary>
internal sealed class FirstMessages(IGroupCommit commits, QueueingTopology topology, TimeProvider time)
{
    // Much longer than a post takes, short for a person who waits after a crash.
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    private bool OnlyOne => topology.JournalSharesDatabase;

    /// <summary>A hold from now on, for a row that is about to be written; null where none is needed.</summary>
    public DateTimeOffset? Begin() => OnlyOne ? null : time.GetUtcNow() + Hold;

    /// <summary>Takes it in hand, or keeps it.</summary>
    /// <param name="table">The request's table.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="mine">The hold that the caller has; null: none yet.</param>
    /// <param name="ct">Cancelled: it may have been taken.</param>
    /// <returns>False when somebody else has it, or the message is there.</returns>
    public Task<bool> TakeAsync(string table, string requestId, DateTimeOffset? mine, CancellationToken ct)
    {
        if (OnlyOne)
            return Task.FromResult(true);
        var now = time.GetUtcNow();
        return commits.CommitAsync(session => RequestSql.HoldCard(session, table, requestId, mine, now, now + Hold), ct);
    }

    /// <summary>A moment, before whoever was refused looks again.</summary>
    public Task WaitAsync(CancellationToken ct) => Task.Delay(LookAgain, time, ct);
}
