namespace WellIntake.Modules.Platform.Queueing;

/// <summary>What a broker must have before jobs can travel: its queues, topics and subscriptions, with their settings.</summary>
public interface IQueueEntities
{
    /// <summary>Where the entities are, for people; without a secret.</summary>
    string Where { get; }

    /// <summary>
    /// Looks whether one queue can be used: sent to, and where <paramref name="receives"/> is true, received from. Takes no job.
    /// </summary>
    /// <param name="queue">Its name here.</param>
    /// <param name="receives">Whether it is received from.</param>
    /// <param name="ct">Bounds the wait.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    Task<BrokerProblem?> ProbeAsync(string queue, bool receives, CancellationToken ct = default);

    /// <summary>Compares every configured entity with what is there. Changes nothing.</summary>
    /// <exception cref="JobQueueUnavailableException">The broker cannot be asked; the message says why and what to do.</exception>
    Task<IReadOnlyList<EntityFinding>> CheckAsync(CancellationToken ct = default);

    /// <summary>
    /// Creates what is missing and changes what can be changed. What only a new entity can have is left as it is and said.
    /// Safe to repeat, and while others do the same.
    /// </summary>
    /// <exception cref="JobQueueUnavailableException">The broker cannot be asked; the message says why and what to do.</exception>
    Task<IReadOnlyList<EntityFinding>> EnsureAsync(CancellationToken ct = default);
}

/// <summary>Why a broker cannot be used.</summary>
/// <param name="Message">One line: which thing is wrong, and what to do.</param>
/// <param name="CannotWork">It will not go away by itself: a name, a right, a certificate.</param>
public sealed record BrokerProblem(string Message, bool CannotWork);

/// <summary>One setting of one entity.</summary>
/// <param name="Entity">The path, such as <c>teams-digest-requests</c> or <c>topic/subscription</c>.</param>
/// <param name="Setting">The setting's name; <c>exists</c> for the entity itself.</param>
/// <param name="Wanted">What is configured.</param>
/// <param name="Found">What is there; null when nothing is.</param>
/// <param name="State">How both go together.</param>
public sealed record EntityFinding(string Entity, string Setting, string Wanted, string? Found, EntityState State);

/// <summary>What became of a setting.</summary>
public enum EntityState
{
    /// <summary>It is as wanted.</summary>
    Same,

    /// <summary>It is not as wanted, and was left.</summary>
    Different,

    /// <summary>It was created.</summary>
    Created,

    /// <summary>It was changed to what is wanted.</summary>
    Changed,

    /// <summary>It is not as wanted, and only deleting the entity and making it anew could change that.</summary>
    Fixed,
}
