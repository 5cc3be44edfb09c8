using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WellIntake.Host.Startup;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Chat;
using WellIntake.Modules.Digest.Contracts;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing.InMemory.Journal;
using WellIntake.Modules.Platform.Teams.Activities;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Connector;
using WellIntake.Modules.Platform.Teams.People;
using WellIntake.Tests.Testing;
using DeliveryRow = WellIntake.Modules.Platform.Persistence.Entities.Delivery;

namespace WellIntake.Tests.Platform.Teams.Bot;

/// <summary>The bot with real tracking, queues, database and connector, against a channel in this process; only the work is scripted.</summary>
internal sealed class BotRig : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly bool _ownsParts;
    private readonly string _folder;
    private bool _running;

    private BotRig(IHost host, DatabaseFixture database, StubConnector channel, ScriptedDigests digests, string folder, bool ownsParts) =>
        (_host, Database, Channel, Digests, _folder, _ownsParts) = (host, database, channel, digests, folder, ownsParts);

    public DatabaseFixture Database { get; }

    public StubConnector Channel { get; }

    /// <summary>What the workers do.</summary>
    public ScriptedDigests Digests { get; }

    /// <summary>Makes one. Without <paramref name="running"/> nothing is sent and nothing is worked on until <see cref="RunAsync"/>.</summary>
    public static async Task<BotRig> StartAsync(
        DatabaseKind kind = DatabaseKind.Sqlite, bool running = true, Action<IServiceCollection>? change = null, string stopGrace = "00:00:00")
    {
        var rig = Create(await DatabaseFixture.CreateAsync(kind), await StubConnector.StartAsync(), ownsParts: true, change, stopGrace);
        if (running)
            await rig.RunAsync();
        return rig;
    }

    /// <summary>Another process on the same database and channel, as after a restart. The first one should be stopped.</summary>
    public BotRig Restarted(Action<IServiceCollection>? change = null)
    {
        // The system takes the lock from a process that has died.
        _host.Services.GetService<JournalLock>()?.Dispose();
        return Create(Database, Channel, ownsParts: false, change, "00:00:00");
    }

    public async Task RunAsync()
    {
        _running = true;
        await _host.StartAsync();
    }

    public async Task StopAsync()
    {
        _running = false;
        await _host.StopAsync();
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public Task<BotResponse> SayAsync(string text, string id, string user = "user", string conversation = "chat", string? deliveryMode = null) =>
        HandleAsync(Message(text, id, user, conversation, deliveryMode));

    public Task<BotResponse> HandleAsync(Activity activity) => Get<ITeamsBot>().HandleAsync(activity, CancellationToken.None);

    public Activity Message(
        string? text, string id, string user = "user", string conversation = "chat", string? deliveryMode = null, string type = "message",
        string? value = null, string? name = null, string? action = null, bool botAdded = false, bool botRemoved = false, string? serviceUrl = null) =>
        ActivityReader.Read(JsonSerializer.SerializeToUtf8Bytes(new
        {
            type,
            id,
            channelId = "msteams",
            serviceUrl = serviceUrl ?? Channel.ServiceUrl,
            from = new { id = user, name = "Some Body", aadObjectId = "AAD-" + user },
            recipient = new { id = "bot", name = "WellIntake" },
            conversation = new { id = conversation, conversationType = "personal" },
            text,
            name,
            action,
            deliveryMode,
            value = value is null ? (JsonElement?)null : JsonSerializer.Deserialize<JsonElement>(value),
            membersAdded = botAdded ? new[] { new { id = "bot" } } : null,
            membersRemoved = botRemoved ? new[] { new { id = "bot" } } : null,
        })).Activity!;

    /// <summary>The press of an Action.Execute button.</summary>
    public Task<BotResponse> PressAsync(string verb, string data, string id, string user = "user", string conversation = "chat") => HandleAsync(Message(
        null, id, user, conversation, type: "invoke", name: "adaptiveCard/action",
        value: $$$"""{"action":{"type":"Action.Execute","verb":"{{{verb}}}","data":{{{data}}} } }"""));

    public async Task<List<DigestRequest>> RequestsAsync()
    {
        await using var db = await Database.Contexts.CreateDbContextAsync();
        return await db.DigestRequests.AsNoTracking().OrderBy(r => r.CreatedAt).ToListAsync();
    }

    /// <summary>The one request there is.</summary>
    public async Task<DigestRequest> RequestAsync() => (await RequestsAsync()).Single();

    public async Task<List<string>> TimelineAsync(string requestId)
    {
        await using var db = await Database.Contexts.CreateDbContextAsync();
        return await db.RequestEvents.Where(e => e.RequestId == requestId).OrderBy(e => e.Id).Select(e => e.Event + ":" + e.DeliveryCount).ToListAsync();
    }

    public async Task<List<DeliveryRow>> DeliveriesAsync()
    {
        await using var db = await Database.Contexts.CreateDbContextAsync();
        return await db.Deliveries.AsNoTracking().OrderBy(d => d.Id).ToListAsync();
    }

    /// <summary>Waits until the one request has this status.</summary>
    public Task<DigestRequest> UntilAsync(RequestStatus status, CancellationToken ct) =>
        UntilAsync(async () => await RequestsAsync() is [var only] && only.Status == status ? only : null, ct);

    public Task UntilAsync(Func<bool> condition, CancellationToken ct) => UntilAsync(() => Task.FromResult(condition() ? "" : null), ct);

    public async Task<T> UntilAsync<T>(Func<Task<T?>> look, CancellationToken ct)
        where T : class
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            if (await look() is { } found)
                return found;
            await timer.WaitForNextTickAsync(ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Digests.Release();
        if (_running)
            await _host.StopAsync();
        if (_host is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
        else
            _host.Dispose();
        if (_ownsParts)
        {
            await Channel.DisposeAsync();
            await Database.DisposeAsync();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static BotRig Create(DatabaseFixture database, StubConnector channel, bool ownsParts, Action<IServiceCollection>? change, string stopGrace)
    {
        var folder = Directory.CreateTempSubdirectory("wellintake-bot-").FullName;
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["WellIntake:Database:Url"] = database.Url,
            ["WellIntake:DataFolder"] = folder,
            ["WellIntake:Jobs:RetryDelay"] = "00:00:00",
            ["WellIntake:Teams:RetryDelay"] = "00:00:00.001",
            ["WellIntake:Teams:BotRequestsPerSecond"] = "10000",
            // A channel that never answers would hold up every stop.
            ["WellIntake:Teams:StopGrace"] = stopGrace,
        });
        var digests = new ScriptedDigests();
        var services = builder.Services;
        services.AddLogging().AddMetrics();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new Random(7));
        services.AddPersistence(builder.Configuration);
        var shared = services.AddQueues(builder.Configuration);
        services.AddJobs(builder.Configuration, shared);
        services.AddTeamsConnector(builder.Configuration);
        services.AddCardDelivery();
        services.AddTeamsBot();
        services.AddDigestChat();
        services.AddOptions<WellIntake.Modules.Digest.DigestOptions>();
        services.AddDigestPrivacy(builder.Configuration);
        services.AddUserRoles();
        services.AddSingleton<IRequestHandler<DigestRequestJob>>(digests);
        services.AddSingleton<WellIntake.Modules.Digest.Paths.IDigestWork>(digests);
        services.AddSingleton<IJobHandler<DigestRequestJob>, RequestJobHandler<DigestRequestJob>>();
        services.AddWorkers();
        change?.Invoke(services);
        return new BotRig(builder.Build(), database, channel, digests, folder, ownsParts);
    }
}
