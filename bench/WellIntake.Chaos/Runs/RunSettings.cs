namespace WellIntake.Chaos.Runs;

internal enum ChaosDatabase
{
    Sqlite,
    Postgres,
}

/// <summary>What all runs are asked.</summary>
/// <param name="Database">Where request rows are.</param>
/// <param name="Seed">What everything random is drawn from.</param>
/// <param name="Rate">Requests a second.</param>
/// <param name="Requests">At most so many; null: as many as come up.</param>
internal sealed record RunSettings(ChaosDatabase Database, int Seed, double Rate, int? Requests)
{
    /// <summary>How long a stop may take: the host's own grace period and what settling may take after it.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(70);
}
