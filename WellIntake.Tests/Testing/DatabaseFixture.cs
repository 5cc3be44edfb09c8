using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Migrations;

namespace WellIntake.Tests.Testing;

/// <summary>
/// A database of the test's own, registered as the program registers it. A test takes the kind as
/// <c>[DataRow(DatabaseKind.Sqlite)] [DataRow(DatabaseKind.Postgres)]</c>.
/// </summary>
internal sealed class DatabaseFixture : IAsyncDisposable
{
    private readonly string? _folder;
    private readonly List<ServiceProvider> _made = [];
    private readonly Dictionary<string, string?> _settings;

    private DatabaseFixture(string url, string? folder)
    {
        _folder = folder;
        Url = url;
        _settings = new() { ["WellIntake:Database:Url"] = url };
        Services = CreateServices();
    }

    /// <summary>As the setting <c>WellIntake:Database:Url</c> takes it.</summary>
    public string Url { get; }

    /// <summary>The program's persistence services.</summary>
    public ServiceProvider Services { get; }

    /// <summary>Makes contexts.</summary>
    public IDbContextFactory<WellIntakeDbContext> Contexts => Services.GetRequiredService<IDbContextFactory<WellIntakeDbContext>>();

    /// <summary>What kind it is, and its connection string.</summary>
    public IDatabaseProvider Provider => Services.GetRequiredService<IDatabaseProvider>();

    /// <summary>Makes one, with all migrations applied unless told otherwise. Without PostgreSQL the test is skipped.</summary>
    public static async Task<DatabaseFixture> CreateAsync(
        DatabaseKind kind, bool migrated = true, PostgresServer? server = null)
    {
        DatabaseFixture fixture;
        if (kind == DatabaseKind.Postgres)
        {
            fixture = new(await (server ?? await PostgresServer.SharedAsync()).CreateDatabaseAsync(), folder: null);
        }
        else
        {
            var folder = Directory.CreateTempSubdirectory("wellintake-test-").FullName;
            fixture = new($"Data Source={Path.Combine(folder, "test.db")}", folder);
        }

        if (migrated)
            await fixture.Services.GetRequiredService<IDatabaseMigrator>().MigrateAsync();
        return fixture;
    }

    /// <summary>The same database in a container of its own, as another replica would have it.</summary>
    public ServiceProvider CreateServices(params IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(_settings).AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection().AddLogging().AddPersistence(configuration).BuildServiceProvider();
        _made.Add(services);
        return services;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _made)
            await services.DisposeAsync();
        if (_folder is null)
            return;
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
