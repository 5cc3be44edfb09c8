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
    /// <summary>Makes the result. Called again after a crash; must have no effect outside. Cancelled when the person cancels.</summary>
    Task<RequestOutcome> WorkAsync(TJob job, CancellationToken ct);

    /// <summary>What the person is told when it failed for good.</summary>
    string FailureText { get; }
}

/// <summary>The result of a request.</summary>
/// <param name="Card">What is shown.</param>
/// <param name="Summary">The notification text.</param>
/// <param name="Details">Columns of the request's own table, and their values.</param>
internal sealed record RequestOutcome(AdaptiveCard Card, string Summary, IReadOnlyList<KeyValuePair<string, object?>> Details);
