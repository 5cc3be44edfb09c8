using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.InMemory.Journal;
using WellIntake.Modules.Platform.Queueing.ServiceBus.Claims;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Queueing.ServiceBus;

/// <summary>The claim check in a database of the test's own, with the group commit that goes with it.</summary>
internal sealed class ClaimsDatabase : IAsyncDisposable
{
    private readonly DatabaseFixture _database;
    private readonly SqliteGroupCommit? _commits;

    private ClaimsDatabase(DatabaseFixture database)
    {
        _database = database;
        if (database.Provider.Kind == DatabaseKind.Sqlite)
            _commits = new SqliteGroupCommit(new JournalOptions { ConnectionString = database.Provider.ConnectionString }, TimeProvider.System, NullLogger<SqliteGroupCommit>.Instance);
        Claims = new DatabaseClaims(_commits ?? database.Services.GetRequiredService<IGroupCommit>(), TimeProvider.System);
    }

    public DatabaseClaims Claims { get; }

    public static async Task<ClaimsDatabase> CreateAsync(DatabaseKind kind) => new(await DatabaseFixture.CreateAsync(kind));

    /// <summary>How many bodies are stored.</summary>
    public async Task<int> CountAsync()
    {
        await using var db = await _database.Contexts.CreateDbContextAsync();
        return await db.ClaimedBodies.CountAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_commits is not null)
            await _commits.DisposeAsync();
        await _database.DisposeAsync();
    }
}
