using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WellIntake.Host.Startup;
using WellIntake.Modules.Digest;
using WellIntake.Modules.Digest.Alerts;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Chat;
using WellIntake.Modules.Digest.Contracts;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Mail;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Cards;
using WellIntake.Modules.Platform.Teams.People;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Modules.Digest.Alerts;

/// <summary>Alerts with the real database, tracking and presenter, on a clock of the test's.</summary>
internal sealed class AlertRig : IAsyncDisposable
{
    /// <summary>A Sunday noon, when every test begins.</summary>
    public static readonly DateTimeOffset Start = CandidateBuilder.Now;

    private readonly DatabaseFixture _database;
    private readonly ServiceProvider _services;
    private readonly string _folder;
    private int _said;

    private AlertRig(DatabaseFixture database, ServiceProvider services, FakeTime time, string folder) =>
        (_database, _services, Time, _folder) = (database, services, time, folder);

    public FakeTime Time { get; }

    public AlertStore Store => Get<AlertStore>();

    public IUserRoles Roles => Get<IUserRoles>();

    public static async Task<AlertRig> CreateAsync(DatabaseKind kind = DatabaseKind.Sqlite, IAnonymiser? anonymiser = null)
    {
        var database = await DatabaseFixture.CreateAsync(kind);
        var folder = Directory.CreateTempSubdirectory("wellintake-alerts-").FullName;
        var time = new FakeTime(Start);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["WellIntake:Database:Url"] = database.Url,
            ["WellIntake:DataFolder"] = folder,
        }).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging().AddMetrics().AddSingleton<TimeProvider>(time).AddSingleton(_ => new Random(7));
        services.AddPersistence(configuration);
        services.AddQueues(configuration);
        services.AddJobs(configuration, journalSharesDatabase: false);
        services.AddUserRoles();
        services.AddMail(configuration);
        if (anonymiser is not null)
            services.AddSingleton(anonymiser);
        new DigestModule().Register(services, configuration);
        services.AddSingleton<AlertsCommand>();
        var rig = new AlertRig(database, services.BuildServiceProvider(), time, folder);
        await rig.Roles.SetAsync("ann@example.com", UserRole.Executive, default);
        return rig;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<WellIntakeDbContext> DbAsync() => _database.Contexts.CreateDbContextAsync();

    /// <summary>The sweep of a process of its own.</summary>
    public AlertSweep Process() => new(
        new AlertMatcher(_database.Contexts, _database.Provider, Get<WellIntake.Modules.Digest.Anonymising.Words.Vocabulary>(), Time), Roles, Get<RequestTracker>(), _database.Contexts,
        Get<IOptionsMonitor<AlertOptions>>(), Time, NullLogger<AlertSweep>.Instance);

    public Task<int> SweepAsync() => Process().RunAsync(default);

    public async Task<ChatAnswer.Reply> SayAsync(string text, string user = "ann")
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (ChatAnswer.Reply)await Get<AlertsCommand>().AnswerAsync(Message(user), words[1..], default);
    }

    public async Task<ChatAnswer.Reply> PressAsync(string verb, string alertId, string user) => (ChatAnswer.Reply)await Get<AlertsCommand>().AnswerAsync(
        Message(user), verb, CardValues.Read(System.Text.Json.JsonSerializer.SerializeToElement(new { alert_id = alertId })), default);

    /// <summary>Ann's alert, as typed after <c>alerts add</c>; a second later it is in force.</summary>
    public async Task<CandidateAlert> AlertAsync(string text)
    {
        var reply = await SayAsync("alerts add " + text);
        Assert.AreEqual("You will be told of new candidates", reply.Summary, CardJson.Text(reply.Card));
        Time.Advance(TimeSpan.FromSeconds(1));
        return (await Store.ListAsync("ann", default))[^1];
    }

    /// <summary>Publishes now, unless the candidate says otherwise.</summary>
    public async Task PublishAsync(params Candidate[] candidates)
    {
        await using var db = await DbAsync();
        db.AddRange(candidates);
        await db.SaveChangesAsync();
    }

    public Candidate Candidate(string id, Action<Candidate>? with = null) => CandidateBuilder.Candidate(id, c =>
    {
        c.Name = "Jane " + id;
        c.PublishedAt = Time.GetUtcNow();
        with?.Invoke(c);
    });

    public async Task<List<DigestRequest>> RequestsAsync()
    {
        await using var db = await DbAsync();
        return await db.DigestRequests.AsNoTracking().OrderBy(r => r.CreatedAt).ThenBy(r => r.RequestId).ToListAsync();
    }

    public async Task<List<string>> MatchesAsync()
    {
        await using var db = await DbAsync();
        return await db.CandidateAlertMatches.AsNoTracking().OrderBy(m => m.CandidateId).Select(m => m.CandidateId).ToListAsync();
    }

    /// <summary>What the accepted job of a request becomes, as the worker makes it; its rows are written.</summary>
    public async Task<(RequestOutcome Outcome, string Text)> MakeAsync(string requestId)
    {
        await using var db = await DbAsync();
        var job = (DigestRequestJob)Get<JobTypes>().Of(typeof(DigestRequestJob)).Parse(
            new() { Id = requestId, Type = "digest_request", Body = (await db.Outbox.SingleAsync(o => o.JobId == requestId)).Body });
        var outcome = await ActivatorUtilities.CreateInstance<DigestHandler>(_services).WorkAsync(job, new Progress<RequestProgress>(), default);
        await Get<RequestTracker>().StartAsync("teams_digest_requests", requestId, 1, default);
        Assert.IsTrue(await Get<RequestTracker>().CompleteAsync(
            "teams_digest_requests", requestId, 1, CardJson.Text(outcome.Card), outcome.Summary, TimeSpan.Zero, outcome.Details, outcome.Rows, default));
        return (outcome, CardJson.Text(outcome.Card));
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private IncomingMessage Message(string user) => new()
    {
        RequestId = "said" + ++_said,
        Text = "",
        UserId = user,
        UserEmail = user + "@example.com",
        Where = new ConversationAddress("https://smba.trafficmanager.net/amer", "chat-" + user, "personal", "msteams", null, "bot", user),
    };

    private static class CardJson
    {
        private static readonly System.Text.Json.JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        // As people read it: without the escapes of JSON.
        public static string Text(AdaptiveCard card) => System.Text.Json.JsonSerializer.Serialize(
            System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(WellIntake.Modules.Platform.Teams.Cards.CardJson.Write(card)),
            Readable);
    }
}
