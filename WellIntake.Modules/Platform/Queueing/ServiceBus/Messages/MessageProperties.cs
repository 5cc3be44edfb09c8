namespace WellIntake.Modules.Platform.Queueing.ServiceBus.Messages;

/// <summary>
/// The application properties that carry what a Service Bus message has no field for. Those of ours begin with
/// <see cref="Prefix"/>, so that they never meet a sender's own.
/// </summary>
internal static class MessageProperties
{
    public const string Prefix = "wellintake-";

    /// <summary>The job's id, on a copy that had to travel under another.</summary>
    public const string Id = Prefix + "id";

    /// <summary>Deliveries that the message's own count knows nothing of; negative for those that were taken back.</summary>
    public const string Earlier = Prefix + "earlier-deliveries";

    /// <summary>When a copy's original was accepted, Unix milliseconds.</summary>
    public const string EnqueuedAt = Prefix + "enqueued-at";

    /// <summary>The time to live that a copy's original was sent with, in milliseconds.</summary>
    public const string TimeToLive = Prefix + "time-to-live";

    /// <summary>The deliveries a dead letter had when it became one.</summary>
    public const string Deliveries = Prefix + "deliveries";

    /// <summary>Whose job it is.</summary>
    public const string FairnessKey = Prefix + "fairness-key";

    /// <summary>How soon it is wanted; absent: normal.</summary>
    public const string Priority = Prefix + "priority";

    /// <summary>The body is in the claim check under this id.</summary>
    public const string Claim = Prefix + "claim";

    /// <summary>The job has no ordering key; its session is its own, because the queue wants one.</summary>
    public const string OwnSession = Prefix + "own-session";

    /// <summary>The W3C trace context, under the name that Microsoft's clients read and write.</summary>
    public const string DiagnosticId = "Diagnostic-Id";

    /// <summary>The same, as other senders write it.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>The job's type, as other senders may write it when the subject is empty.</summary>
    public const string Type = "type";

    public const string DeadLetterReason = "DeadLetterReason";
    public const string DeadLetterDescription = "DeadLetterErrorDescription";

    public static bool IsSenders(string name) =>
        !name.StartsWith(Prefix, StringComparison.Ordinal)
        && name is not (DiagnosticId or TraceParent or DeadLetterReason or DeadLetterDescription);
}
