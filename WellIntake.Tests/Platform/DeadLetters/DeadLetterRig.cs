using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Host.Startup;
using WellIntake.Modules.Platform.DeadLetters;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.DeadLetters;

/// <summary>The program's queues and dead letters on a database that outlives them. With SQLite rows and journal share commits; with PostgreSQL they do not.</summary>
internal sealed class DeadLetterRig : IAsyncDisposable
{
    public const string Queue = QueueNames.Digest;

    private readonly DatabaseFixture _database;
    private readonly string _folder;
    private ServiceProvider _services;

    private DeadLetterRig(DatabaseFixture database, string folder) => (_database, _folder, _services) = (database, folder, null!);

    /// <summary>Settings of every start.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public IDeadLetters DeadLetters => Get<IDeadLetters>();

    public IJobQueue Jobs => Get<IJobQueues>().Get(Queue);

    public static async Task<DeadLetterRig> StartAsync(DatabaseKind kind, Action<DeadLetterRig>? prepare = null, Action<IServiceCollection>? with = null)
    {
        var rig = new DeadLetterRig(await DatabaseFixture.CreateAsync(kind), Directory.CreateTempSubdirectory("wellintake-dead-").FullName);
        prepare?.Invoke(rig);
        rig.Build(new CrashPlan(), with);
        return rig;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>The process is another one.</summary>
    public async Task RestartAsync(CrashPlan? plan = null, Action<IServiceCollection>? with = null)
    {
        await _services.DisposeAsync();
        Build(plan ?? new CrashPlan(), with);
    }

    /// <summary>Jobs that are dead letters from the start.</summary>
    public async Task BuryAsync(IReadOnlyList<JobEnvelope> jobs, CancellationToken ct, string reason = DeadLetterReasons.ProcessingException)
    {
        await Jobs.SendAsync(jobs, ct);
        for (var left = jobs.Count; left > 0;)
        {
            foreach (var lease in await Jobs.ReceiveAsync(left, TimeSpan.FromSeconds(10), ct))
            {
                await lease.DeadLetterAsync(reason, "it was tried", ct);
                await lease.DisposeAsync();
                left--;
            }
        }
    }

    public async Task<IReadOnlyList<DeadLetter>> FindAsync(CancellationToken ct, DeadLetterFilter? filter = null) =>
        (await DeadLetters.FindAsync(filter ?? new DeadLetterFilter { Queue = Queue, WithBody = true }, ct)).Items;

    public async Task<IReadOnlyList<DeadLetterKey>> KeysAsync(CancellationToken ct) => [.. (await FindAsync(ct)).Select(d => d.Key)];

    /// <summary>The jobs in the queue, by the ids that they were first sent under, in order of those.</summary>
    public async Task<IReadOnlyList<string>> LiveAsync(CancellationToken ct) => [.. (await Jobs.PeekAsync(1000, ct)).Select(First).Order(StringComparer.Ordinal)];

    /// <summary>Works on all that is in the queue; returns the ids that they were first sent under.</summary>
    public async Task<IReadOnlyList<string>> WorkAsync(CancellationToken ct)
    {
        var done = new List<string>();
        while (await Jobs.ReceiveAsync(100, TimeSpan.Zero, ct) is { Count: > 0 } leases)
        {
            foreach (var lease in leases)
            {
                done.Add(First(lease.Job));
                await lease.CompleteAsync(ct);
            }
        }

        return done;
    }

    public async Task<T> ReadAsync<T>(Func<WellIntakeDbContext, Task<T>> read)
    {
        await using var db = await _database.Contexts.CreateDbContextAsync();
        return await read(db);
    }

    public static JobEnvelope Job(string id, string body = "{}") => new() { Id = id, Type = "digest_request", Body = Encoding.UTF8.GetBytes(body) };

    public static string Digest(string id, string audience = "advisors") =>
        $$"""{"message_id":"{{id}}","timestamp":"2026-11-26T08:00:00Z","conversation_id":"c","service_url":"https://channel.example/","user_email":"ann@corp.example","audience":"{{audience}}","metadata":{"tags":["a","b"],"count":3} }""";

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static string First(JobEnvelope job) => job.Properties.GetValueOrDefault(JobPropertyNames.OriginalId) ?? job.Id;

    private void Build(CrashPlan plan, Action<IServiceCollection>? with)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["WellIntake:Database:Url"] = _database.Url,
            ["WellIntake:DataFolder"] = _folder,
        }).AddInMemoryCollection(Settings).Build();
        var services = new ServiceCollection();
        services.AddLogging().AddMetrics();
        services.AddSingleton(Time);
        services.AddPersistence(configuration);
        services.AddJobs(configuration, services.AddQueues(configuration));
        services.AddDeadLetters(configuration).AddDeadLetterUpkeep();
        with?.Invoke(services);
        services.Decorate<IJobQueues>(inner => new CrashingQueues(inner, plan));
        services.Decorate<IGroupCommit>(inner => new CrashingCommit(inner, plan));
        _services = services.BuildServiceProvider();
    }
}
