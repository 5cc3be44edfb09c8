using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using WellIntake.Host.Startup;
using WellIntake.Modules.Digest.Subscriptions;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Modules.Digest.Subscriptions;

/// <summary>Schedulers on one database: with PostgreSQL each in a process of its own, as far as they can tell. Nobody works on what they accept.</summary>
internal sealed class SchedulerRig : IAsyncDisposable
{
    private readonly DatabaseFixture _database;
    private readonly DatabaseKind _kind;
    private readonly List<ServiceProvider> _processes = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("wellintake-scheduler-").FullName;

    private SchedulerRig(DatabaseFixture database, DatabaseKind kind, FakeTime time)
    {
        (_database, _kind, Time) = (database, kind, time);
        Store = new SubscriptionStore(database.Contexts, time);
    }

    public FakeTime Time { get; }

    public SubscriptionStore Store { get; }

    public static async Task<SchedulerRig> CreateAsync(DateTimeOffset start, DatabaseKind kind = DatabaseKind.Sqlite) =>
        new(await DatabaseFixture.CreateAsync(kind), kind, new FakeTime(start));

    /// <summary>A new one, with <paramref name="time"/> as its clock where it has its own. A file of SQLite belongs to one process.</summary>
    public SubscriptionScheduler Scheduler(TimeProvider? time = null)
    {
        var process = _kind == DatabaseKind.Sqlite && _processes.Count > 0 ? _processes[0] : Process();
        return new SubscriptionScheduler(
            process.GetRequiredService<IDbContextFactory<WellIntakeDbContext>>(), process.GetRequiredService<RequestTracker>(), time ?? Time,
            NullLogger<SubscriptionScheduler>.Instance);
    }

    public async Task<DigestSubscription> SubscribeAsync(string user, string frequency, string zone, int? day = null) =>
        (await Store.AddAsync(
            new IncomingMessage
            {
                RequestId = $"{user} {frequency} {zone}",
                Text = "",
                UserId = user,
                UserEmail = user + "@example.com",
                Where = new ConversationAddress("https://smba.trafficmanager.net/amer", "chat-" + user, "personal", "msteams", null, "bot", user),
            },
            "advisors", frequency, day, DateTimeZoneProviders.Tzdb[zone], null, default))!;

    /// <summary>When each request was accepted.</summary>
    public async Task<List<DigestRequest>> RunsAsync()
    {
        await using var db = await _database.Contexts.CreateDbContextAsync();
        return await db.DigestRequests.AsNoTracking().OrderBy(r => r.CreatedAt).ToListAsync();
    }

    public async Task<int> JobsAsync()
    {
        await using var db = await _database.Contexts.CreateDbContextAsync();
        return await db.Outbox.CountAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        await _database.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private ServiceProvider Process()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["WellIntake:Database:Url"] = _database.Url,
            ["WellIntake:DataFolder"] = Path.Combine(_folder, $"{_processes.Count}"),
        }).Build();
        var services = new ServiceCollection();
        services.AddLogging().AddMetrics().AddSingleton<TimeProvider>(Time).AddSingleton(_ => new Random(7));
        services.AddPersistence(configuration);
        services.AddQueues(configuration);
        services.AddJobs(configuration, journalSharesDatabase: false);
        var process = services.BuildServiceProvider();
        _processes.Add(process);
        return process;
    }
}
