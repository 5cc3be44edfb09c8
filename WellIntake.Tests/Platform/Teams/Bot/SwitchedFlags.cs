using WellIntake.Modules.Platform.Features;

namespace WellIntake.Tests.Platform.Teams.Bot;

/// <summary>Flags that a test switches, for everybody.</summary>
internal sealed class SwitchedFlags : IFeatureFlags
{
    private volatile FlagOptions _options = new();

    public IReadOnlyList<FlagState> All => [];

    /// <summary>How every flag stands.</summary>
    public FlagOptions Options
    {
        get => _options;
        set => _options = value;
    }

    public FlagOptions Read(string flag) => _options;

    public ValueTask<bool> IsOnAsync(string flag, FlagUser user) => new(_options.Enabled);
}
