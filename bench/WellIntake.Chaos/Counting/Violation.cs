namespace WellIntake.Chaos.Counting;

/// <summary>A promise that was not kept.</summary>
/// <param name="What">Which, in words.</param>
/// <param name="History">What is known: posts, calls to the channel, the timeline in the database; or the host's last lines.</param>
internal sealed record Violation(string What, IReadOnlyList<string> History);
