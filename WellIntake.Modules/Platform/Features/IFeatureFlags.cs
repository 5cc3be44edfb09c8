namespace WellIntake.Modules.Platform.Features;

/// <summary>Features that are switched per person while the program runs (FLG-1).</summary>
public interface IFeatureFlags
{
    /// <summary>Every flag, as it stands at this moment.</summary>
    IReadOnlyList<FlagState> All { get; }

    /// <summary>How a flag stands at this moment.</summary>
    /// <exception cref="ArgumentException">No module has registered such a flag.</exception>
    FlagOptions Read(string flag);

    /// <summary>
    /// Whether it is on for this person. The same for the same person while the flag stands as it does, on every machine.
    /// </summary>
    /// <exception cref="ArgumentException">No module has registered such a flag.</exception>
    ValueTask<bool> IsOnAsync(string flag, FlagUser user);
}

/// <summary>A person, as flags know them.</summary>
/// <param name="Id">The channel's id, which never changes: what a percentage goes by.</param>
/// <param name="Address">Their address, or what stands in for it until it is known; null for none. Lists name people by either.</param>
public readonly record struct FlagUser(string Id, string? Address = null);

/// <summary>A flag and how it stands.</summary>
/// <param name="Flag">Which.</param>
/// <param name="Options">How.</param>
public sealed record FlagState(FlagDefinition Flag, FlagOptions Options);
