using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Persistence.Migrations;
using WellIntake.Modules.Platform.Persistence.Postgres;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Persistence;

[TestClass]
public sealed class MigratorTests
{
    private const int Replicas = 8;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite, false)]
    [DataRow(DatabaseKind.Sqlite, true)]
    [DataRow(DatabaseKind.Postgres, false)]
    [DataRow(DatabaseKind.Postgres, true)]
    [TestCategory("REL-9")]
    public async Task MigrateAsync_EightReplicasAtOnce_AppliedOnceAndAllStart(DatabaseKind kind, bool old)
    {
        await using var database = await DatabaseFixture.CreateAsync(kind, migrated: false);
        var all = MigrationScript.Load(kind);
        if (old)
            await MakeOldAsync(database, kind);
        var replicas = Enumerable.Range(0, Replicas).Select(_ => database.CreateServices()).ToList();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var starts = replicas.Select(services => Task.Run(async () =>
        {
            await go.Task;
            return await services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(TestContext.CancellationToken);
        })).ToList();
        go.SetResult();
        var applied = await Task.WhenAll(starts);

        Assert.AreEqual(1, applied.Count(names => names.Count > 0), "One replica applies, the others find it done.");
        Assert.AreSequenceEqual(all.Skip(old ? 1 : 0).Select(script => script.Name), applied.SelectMany(names => names));
        foreach (var services in replicas)
        {
            await using var context = await services.GetRequiredService<IDbContextFactory<WellIntakeDbContext>>().CreateDbContextAsync();
            Assert.AreEqual(old ? 1 : 0, await context.RequestEvents.CountAsync());
            Assert.AreEqual(0, await context.Candidates.CountAsync());
        }
    }

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    [TestCategory("TRK-4")]
    public async Task MigrateAsync_Twice_SecondDoesNothing(DatabaseKind kind)
    {
        await using var database = await DatabaseFixture.CreateAsync(kind, migrated: false);
        var migrator = database.Services.GetRequiredService<IDatabaseMigrator>();
        var pending = await migrator.PendingAsync();

        var first = await migrator.MigrateAsync();
        var second = await migrator.MigrateAsync();

        Assert.AreSequenceEqual(["0001_requests_and_teams", "0002_crm"], pending.Take(2));
        Assert.AreSequenceEqual(pending, first);
        Assert.IsEmpty(second);
        Assert.IsEmpty(await migrator.PendingAsync());
    }

    [TestMethod]
    [TestCategory("TRK-4")]
    public void Load_BothDatabases_HaveTheSameMigrations() =>
        Assert.AreSequenceEqual(
            MigrationScript.Load(DatabaseKind.Sqlite).Select(script => script.Name),
            MigrationScript.Load(DatabaseKind.Postgres).Select(script => script.Name));

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    [TestCategory("TRK-4")]
    public async Task MigrateAsync_DatabaseIsNewer_RefusedByName(DatabaseKind kind)
    {
        await using var database = await DatabaseFixture.CreateAsync(kind, migrated: false);
        await Migrator(database, [.. MigrationScript.Load(kind), new(9001, "9001_from_the_future", "CREATE TABLE hovercraft (id integer)")]).MigrateAsync();
        var migrator = database.Services.GetRequiredService<IDatabaseMigrator>();

        var refused = await Assert.ThrowsExactlyAsync<DatabaseMigrationException>(() => migrator.MigrateAsync());
        await Assert.ThrowsExactlyAsync<DatabaseMigrationException>(() => migrator.PendingAsync());

        Assert.Contains("9001_from_the_future", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", refused.Message, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    [TestCategory("TRK-4")]
    public async Task MigrateAsync_ScriptFails_NothingOfItStaysAndTheNextStartSucceeds(DatabaseKind kind)
    {
        await using var database = await DatabaseFixture.CreateAsync(kind, migrated: false);
        var all = MigrationScript.Load(kind);
        var broken = Migrator(database, [.. all, new(9001, "9001_broken", "CREATE TABLE half (id integer); SELECT * FROM nowhere;")]);

        var failed = await Assert.ThrowsExactlyAsync<DatabaseMigrationException>(() => broken.MigrateAsync());

        Assert.Contains("9001_broken", failed.Message, StringComparison.Ordinal);
        Assert.HasCount(all.Count + 1, await broken.PendingAsync());
        Assert.HasCount(all.Count, await database.Services.GetRequiredService<IDatabaseMigrator>().MigrateAsync());
    }

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    [TestCategory("TRK-4")]
    public async Task MigrateAsync_LockStaysTaken_GivesUpInTimeAndSaysSo(DatabaseKind kind)
    {
        await using var database = await DatabaseFixture.CreateAsync(kind, migrated: false);
        var holder = database.Services.GetRequiredService<IMigrationDatabase>();
        var watch = new Stopwatch();
        DatabaseMigrationException error;
        await using (var connection = await holder.OpenAsync(TestContext.CancellationToken))
        await using (await holder.LockAsync(connection, TimeSpan.FromSeconds(5), TestContext.CancellationToken))
        {
            watch.Start();
            error = await Assert.ThrowsExactlyAsync<DatabaseMigrationException>(
                () => Migrator(database, MigrationScript.Load(kind), TimeSpan.FromMilliseconds(300)).MigrateAsync());
            watch.Stop();
        }

        Assert.Contains("locked", error.Message, StringComparison.Ordinal);
        Assert.IsLessThan(TimeSpan.FromSeconds(5), watch.Elapsed);
        Assert.IsNotEmpty(await database.Services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(), "The lock did not end with its holder.");
    }

    [TestMethod]
    [TestCategory("REL-4")]
    public async Task MigrateAsync_ServerIsNotThere_SaysWhereItLookedAndKeepsThePassword()
    {
        await using var server = (PostgresDatabase)DatabaseUrl.Read("postgres://me:secret@127.0.0.1:1/wellintake", dataFolder: null);
        var migrator = new DatabaseMigrator(
            new PostgresMigrationDatabase(server), MigrationScript.Load(DatabaseKind.Postgres),
            TimeSpan.FromMilliseconds(200), TimeProvider.System, NullLogger<DatabaseMigrator>.Instance);

        var error = await Assert.ThrowsExactlyAsync<DatabaseMigrationException>(() => migrator.MigrateAsync());

        Assert.Contains("127.0.0.1:1", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [TestMethod]
    [TestCategory("REL-4")]
    public async Task MigrateAsync_FileIsNoDatabase_SaysWhichFile()
    {
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Sqlite, migrated: false);
        var file = new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(database.Url).DataSource;
        await File.WriteAllTextAsync(file, new string('x', 8192), TestContext.CancellationToken);

        var error = await Assert.ThrowsExactlyAsync<DatabaseMigrationException>(
            () => database.Services.GetRequiredService<IDatabaseMigrator>().MigrateAsync());

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", error.Message, StringComparison.Ordinal);
    }

    private static DatabaseMigrator Migrator(DatabaseFixture database, IReadOnlyList<MigrationScript> scripts, TimeSpan? wait = null) => new(
        database.Services.GetRequiredService<IMigrationDatabase>(), scripts, wait ?? TimeSpan.FromSeconds(30),
        TimeProvider.System, NullLogger<DatabaseMigrator>.Instance);

    private static async Task MakeOldAsync(DatabaseFixture database, DatabaseKind kind)
    {
        await Migrator(database, [MigrationScript.Load(kind)[0]]).MigrateAsync();
        await using var context = await database.Contexts.CreateDbContextAsync();
        context.Add(new RequestEvent { RequestId = "r", Event = "queued", At = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero) });
        await context.SaveChangesAsync();
    }
}
