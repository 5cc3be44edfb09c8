using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Platform.Jobs;

/// <summary>
/// Makes the result of a request that a person waits for. Tracking, storing the result, showing it in the request's
/// card and telling of a failure are done around it, in one place. Found by scanning.
/// </summary>
/// <typeparam name="TJob">A job whose type names a request table.</typeparam>
internal interface IRequestHandler<in TJob>
    where TJob : JobMessage
{
    /// <summary>Makes the result. Called again after a crash; must have no effect outside.</summary>
    /// <param name="job">The job.</param>
    /// <param name="progress">Takes at any time, from any thread, how far the work is; reporting is cheap and never fails.</param>
    /// <param name="ct">Cancelled when the person cancels, the lock is lost, or the grace period at shutdown is over.</param>
    Task<RequestOutcome> WorkAsync(TJob job, IProgress<RequestProgress> progress, CancellationToken ct);

    /// <summary>What stands above the card while it is worked on.</summary>
    string TitleOf(TJob job) => "Working on it";

    /// <summary>What stands on the card while it is worked on, beside how far it is. Values are read as Markdown.</summary>
    IReadOnlyList<Fact> FactsOf(TJob job) => [];

    /// <summary>
    /// Sends the stored result to wherever it goes besides the card, before the card is shown. Called again on every
    /// delivery until the request is delivered. Thrown exceptions have the job delivered again.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="isLast">No delivery will follow: what cannot be sent now is to be said on the card.</param>
    /// <param name="ct">Cancelled when the lock is lost.</param>
    Task<SentAlong> SendAsync(TJob job, bool isLast, CancellationToken ct) => Task.FromResult(SentAlong.Nothing);

    /// <summary>What the person is told when it failed for good.</summary>
    string FailureText { get; }
}

/// <summary>How far the work on a request is.</summary>
/// <param name="Text">In words, for people; nothing personal.</param>
/// <param name="Fraction">0–1, for a bar; null for none.</param>
internal sealed record RequestProgress(string Text, double? Fraction = null);

/// <summary>The result of a request.</summary>
/// <param name="Card">What is shown.</param>
/// <param name="Summary">The notification text.</param>
/// <param name="Details">Columns of the request's own table, and their values.</param>
internal sealed record RequestOutcome(AdaptiveCard Card, string Summary, IReadOnlyList<KeyValuePair<string, object?>> Details)
{
    /// <summary>Rows to be written in the commit that stores the result.</summary>
    public IReadOnlyList<RowChange> Rows { get; init; } = [];

    /// <summary>
    /// Called once the result is shown and that is recorded, by the delivery that made it; not after a crash in between.
    /// Must neither wait nor throw.
    /// </summary>
    public Action? WhenDelivered { get; init; }
}

/// <summary>What came of sending a result to more than its card.</summary>
/// <param name="Note">To be said on the card; null when there is nothing to say.</param>
/// <param name="WhenDelivered">Rows to be written in the commit after the card is shown.</param>
internal sealed record SentAlong(string? Note, IReadOnlyList<RowChange> WhenDelivered)
{
    /// <summary>The card is all.</summary>
    public static SentAlong Nothing { get; } = new(null, []);
}
