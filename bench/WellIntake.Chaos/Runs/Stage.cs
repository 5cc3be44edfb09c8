using WellIntake.Chaos.Counting;
using WellIntake.Chaos.Hosting;

namespace WellIntake.Chaos.Runs;

/// <summary>A data folder, a database and a port, for one host after another. All of it goes with it.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private Stage(HostPlan plan, StoredPlace place, PostgresCluster? postgres) => (Plan, Place, Postgres) = (plan, place, postgres);

    public HostPlan Plan { get; }

    public StoredPlace Place { get; }

    /// <summary>Null with SQLite.</summary>
    public PostgresCluster? Postgres { get; }

    public static async Task<Stage> CreateAsync(RunSettings settings, CancellationToken ct, IReadOnlyDictionary<string, string>? more = null, string? folder = null, bool hasBroker = false)
    {
        folder ??= Directory.CreateTempSubdirectory("wellintake-chaos-").FullName;
        var postgres = settings.Database == ChaosDatabase.Postgres ? await PostgresCluster.StartAsync() : null;
        var url = postgres is null ? null : await postgres.CreateDatabaseAsync(ct);
        return new Stage(HostPlan.Create(folder, url, more), new StoredPlace(folder, url) { HasBroker = hasBroker }, postgres);
    }

    public async ValueTask DisposeAsync()
    {
        if (Postgres is not null)
            await Postgres.DisposeAsync();
        Directory.Delete(Plan.Folder, recursive: true);
    }
}
