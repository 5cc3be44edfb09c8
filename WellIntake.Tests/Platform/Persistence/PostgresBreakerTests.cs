using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Resilience;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Persistence;

/// <summary>A server that goes and comes back.</summary>
[TestClass]
[TestCategory("RES-1")]
public sealed class PostgresBreakerTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Read_ServerAway_IsRefusedAfterThreeFailuresUntilTheGroupCommitSeesItAgain()
    {
        var server = await PostgresServer.OwnAsync();
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Postgres, server: server);
        var breaker = database.Services.GetRequiredService<ICircuitBreakers>().Get(CircuitNames.Postgres);
        await ReadAsync(database);

        await server.CrashAsync();
        NpgsqlConnection.ClearAllPools();
        for (var i = 0; i < 3; i++)
            Assert.IsNull(CircuitOpenException.In(await Assert.ThrowsAsync<Exception>(() => ReadAsync(database))), "asked");
        Assert.AreEqual(CircuitState.Open, breaker.State);
        var refused = await Assert.ThrowsExactlyAsync<CircuitOpenException>(() => ReadAsync(database));
        Assert.AreEqual("postgres", refused.Name);
        Assert.IsTrue(database.Provider.IsTransient(refused));

        await server.StartAgainAsync();
        await database.Services.GetRequiredService<IGroupCommit>().CommitAsync(session => session.Scalar("SELECT 1"), Ct);

        Assert.AreEqual(CircuitState.Closed, breaker.State);
        await ReadAsync(database);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Read_StatementsFailButTheServerAnswers_StaysClosed()
    {
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Postgres);
        await using var db = await database.Contexts.CreateDbContextAsync(Ct);
        for (var i = 0; i < 5; i++)
            await Assert.ThrowsExactlyAsync<PostgresException>(() => db.Database.ExecuteSqlRawAsync("SELECT 1 FROM no_such_table", Ct));

        await ReadAsync(database);
        Assert.AreEqual(CircuitState.Closed, database.Services.GetRequiredService<ICircuitBreakers>().Get(CircuitNames.Postgres).State);
    }

    private async Task ReadAsync(DatabaseFixture database)
    {
        await using var db = await database.Contexts.CreateDbContextAsync(Ct);
        await db.DigestRequests.AsNoTracking().CountAsync(Ct);
    }
}
