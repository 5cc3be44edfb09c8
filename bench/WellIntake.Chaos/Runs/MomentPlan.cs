namespace WellIntake.Chaos.Runs;

/// <summary>When the host is ended.</summary>
/// <param name="Phase">Before it listens, just after, or in the middle of its work.</param>
/// <param name="After">After its process was started, or after it listens.</param>
internal readonly record struct Moment(MomentPhase Phase, TimeSpan After);

internal enum MomentPhase
{
    Starting,
    JustStarted,
    Working,
}

/// <summary>Draws moments from a seed: one in seven while starting, a quarter in the first 200 ms, the rest within a second and a half.</summary>
internal sealed class MomentPlan(int seed, bool whileStarting)
{
    private readonly Random _random = new(seed);

    public Moment Next()
    {
        var (phase, after) = (_random.NextDouble(), _random.NextDouble());
        return phase switch
        {
            < 0.15 when whileStarting => new Moment(MomentPhase.Starting, TimeSpan.FromSeconds(0.1 + (after * 1.4))),
            < 0.4 => new Moment(MomentPhase.JustStarted, TimeSpan.FromSeconds(after * 0.2)),
            _ => new Moment(MomentPhase.Working, TimeSpan.FromSeconds(0.2 + (after * 1.3))),
        };
    }
}
