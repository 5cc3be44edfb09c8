namespace WellIntake.Chaos.Counting;

/// <summary>A moment at which the host was ended, or its database taken away: what was in hand may be worked on again.</summary>
/// <param name="From">When it began.</param>
/// <param name="To">When it was over.</param>
/// <param name="What">In words.</param>
internal sealed record Ending(DateTimeOffset From, DateTimeOffset To, string What);
