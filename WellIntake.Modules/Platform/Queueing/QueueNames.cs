namespace WellIntake.Modules.Platform.Queueing;

/// <summary>The queues by the names they have in settings and on the wire unless configured otherwise.</summary>
public static class QueueNames
{
    /// <summary>Digest requests.</summary>
    public const string Digest = "teams-digest-requests";

    /// <summary>Natural-language queries.</summary>
    public const string Nlp = "teams-nlp-queries";

    /// <summary>Submissions to be scored.</summary>
    public const string Scoring = "scoring-jobs";

    /// <summary>Evaluations to be reported on.</summary>
    public const string Report = "report-jobs";

    /// <summary>Finished chat messages, to be kept.</summary>
    public const string MessageCompleted = "message-completed";
}
