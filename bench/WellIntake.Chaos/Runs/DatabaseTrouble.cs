using Microsoft.Data.Sqlite;
using WellIntake.Chaos.Hosting;

namespace WellIntake.Chaos.Runs;

/// <summary>What is done to a database while the host serves.</summary>
/// <param name="Name">In words.</param>
/// <param name="Database">Which kind it can be done to.</param>
/// <param name="Length">For how long.</param>
/// <param name="NeedsDisk">Needs a small disk of its own.</param>
/// <param name="BeginAsync">Begins it; disposing of what it returns ends it.</param>
internal sealed record DatabaseTrouble(
    string Name, ChaosDatabase Database, TimeSpan Length, bool NeedsDisk, Func<Stage, SmallDisk?, CancellationToken, Task<IAsyncDisposable>> BeginAsync)
{
    public static IReadOnlyList<DatabaseTrouble> All { get; } =
    [
        new("locked by another writer for 3 s", ChaosDatabase.Sqlite, TimeSpan.FromSeconds(3), NeedsDisk: false, LockAsync),
        new("locked by another writer for 12 s", ChaosDatabase.Sqlite, TimeSpan.FromSeconds(12), NeedsDisk: false, LockAsync),
        new("disk full for 12 s", ChaosDatabase.Sqlite, TimeSpan.FromSeconds(12), NeedsDisk: true, FillAsync),
        new("stopped for 3 s", ChaosDatabase.Postgres, TimeSpan.FromSeconds(3), NeedsDisk: false, StopAsync),
        new("stopped for 25 s", ChaosDatabase.Postgres, TimeSpan.FromSeconds(25), NeedsDisk: false, StopAsync),
        new("frozen for 10 s", ChaosDatabase.Postgres, TimeSpan.FromSeconds(10), NeedsDisk: false, FreezeAsync),
    ];

    private static async Task<IAsyncDisposable> LockAsync(Stage stage, SmallDisk? disk, CancellationToken ct)
    {
        var other = new SqliteConnection($"Data Source={stage.Place.File};Pooling=False");
        await other.OpenAsync(ct);
        await using var begin = other.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        await begin.ExecuteNonQueryAsync(ct);
        // Closing the connection rolls back.
        return other;
    }

    private static async Task<IAsyncDisposable> FillAsync(Stage stage, SmallDisk? disk, CancellationToken ct)
    {
        await disk!.FillAsync(ct);
        return new Undo(() =>
        {
            disk.Empty();
            return Task.CompletedTask;
        });
    }

    private static async Task<IAsyncDisposable> StopAsync(Stage stage, SmallDisk? disk, CancellationToken ct)
    {
        await stage.Postgres!.CrashAsync();
        return new Undo(stage.Postgres.StartAgainAsync);
    }

    private static async Task<IAsyncDisposable> FreezeAsync(Stage stage, SmallDisk? disk, CancellationToken ct)
    {
        await stage.Postgres!.FreezeAsync(frozen: true);
        return new Undo(() => stage.Postgres.FreezeAsync(frozen: false));
    }

    private sealed class Undo(Func<Task> undo) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => new(undo());
    }
}
