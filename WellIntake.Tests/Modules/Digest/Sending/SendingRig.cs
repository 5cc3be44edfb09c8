using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Digest;
using WellIntake.Modules.Digest.Alerts;
using WellIntake.Modules.Digest.Chat;
using WellIntake.Modules.Digest.Contracts;
using WellIntake.Modules.Digest.Paths;
using WellIntake.Modules.Digest.Sending;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Mail;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Tests.Platform.Mail;
using WellIntake.Tests.Platform.Teams.Bot;

namespace WellIntake.Tests.Modules.Digest.Sending;

/// <summary>The bot with the real digest, a real mail server and channel, and a clock that stands until a test moves it.</summary>
internal sealed class SendingRig : IAsyncDisposable
{
    private int _requests;

    private SendingRig(BotRig bot, MailServer mail, StandingTime time) => (Bot, Mail, Time) = (bot, mail, time);

    public BotRig Bot { get; }

    public MailServer Mail { get; }

    public StandingTime Time { get; }

    public static async Task<SendingRig> StartAsync(Action<IServiceCollection>? change = null, params Candidate[] candidates)
    {
        var mail = new MailServer();
        var time = new StandingTime(CandidateBuilder.Now);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"{MailOptions.Section}:Host"] = "127.0.0.1",
            [$"{MailOptions.Section}:Port"] = $"{mail.Port}",
            [$"{MailOptions.Section}:Security"] = "None",
            [$"{MailOptions.Section}:From"] = "Digests <digests@example.com>",
        }).Build();
        var bot = await BotRig.StartAsync(change: services =>
        {
            services.AddSingleton<TimeProvider>(time);
            services.AddDigestEngine().AddMail(configuration);
            services.AddSingleton<SendRecords>();
            services.AddSingleton<AlertMessage>();
            services.AddDigestPaths();
            services.AddSingleton<IRequestHandler<DigestRequestJob>, DigestHandler>();
            change?.Invoke(services);
        });
        var rig = new SendingRig(bot, mail, time);
        await rig.AddAsync(candidates);
        return rig;
    }

    /// <summary>A candidate of their own name, firm, address and phone.</summary>
    public static Candidate Person(int number, Action<Candidate>? with = null) => CandidateBuilder.Candidate($"crm-{number:000}", c =>
    {
        (c.Locator, c.Name, c.Firm) = ($"TWAV{number:000}ZZ", $"Person{number:000} Surname{number:000}", $"Firmname{number:000} Partners");
        (c.Email, c.Phone, c.Title) = ($"p{number:000}@mail{number:000}.com", $"212 555 {number:0000}", "Senior Financial Advisor");
        (c.AumText, c.Aum) = ("$1.2B", 1.2e9);
        with?.Invoke(c);
    });

    public async Task AddAsync(params Candidate[] candidates)
    {
        await using var db = await Bot.Database.Contexts.CreateDbContextAsync();
        db.AddRange(candidates);
        await db.SaveChangesAsync();
    }

    /// <summary>Has a job worked on to its end, in a conversation that the bot knows.</summary>
    public async Task<DigestRequest> SendAsync(Func<DigestRequestJob, DigestRequestJob> with, CancellationToken ct, RequestStatus end = RequestStatus.Delivered)
    {
        var id = $"job{++_requests}";
        await Bot.SayAsync("hello", "hello-" + id);
        var job = with(new DigestRequestJob
        {
            MessageId = id,
            Timestamp = Time.GetUtcNow(),
            ConversationId = "chat",
            ServiceUrl = Bot.Channel.ServiceUrl,
            UserEmail = "ann@example.com",
            Audience = "advisors",
        });
        Assert.IsEmpty(job.Validate());
        Assert.IsTrue(await Bot.Get<RequestTracker>().AcceptAsync(DigestAsk.Request(job, "user"), null, ct));
        return await UntilAsync(id, end, ct);
    }

    /// <summary>Types something that makes a request, and waits for its card.</summary>
    public async Task<DigestRequest> AskAsync(string text, CancellationToken ct, RequestStatus end = RequestStatus.Delivered)
    {
        var before = (await Bot.RequestsAsync()).Select(r => r.RequestId).ToHashSet(StringComparer.Ordinal);
        await Bot.SayAsync(text, $"ask{++_requests}");
        var made = (await Bot.RequestsAsync()).Single(r => !before.Contains(r.RequestId));
        return await UntilAsync(made.RequestId, end, ct);
    }

    public Task<DigestRequest> UntilAsync(string requestId, RequestStatus status, CancellationToken ct) =>
        Bot.UntilAsync(async () => (await Bot.RequestsAsync()).Find(r => r.RequestId == requestId && r.Status == status), ct);

    /// <summary>Who is recorded as sent: "candidate reader", sorted.</summary>
    public async Task<List<string>> SentAsync(string? requestId = null)
    {
        await using var db = await Bot.Database.Contexts.CreateDbContextAsync();
        var sends = await db.DigestSends.AsNoTracking().Where(s => requestId == null || s.RequestId == requestId).ToListAsync();
        return [.. sends.Select(s => $"{s.CandidateId} {s.Reader}").Order(StringComparer.Ordinal)];
    }

    /// <summary>The card that people see of a request: every text on it, a line each.</summary>
    public async Task<string> CardAsync(string requestId)
    {
        await using var db = await Bot.Database.Contexts.CreateDbContextAsync();
        var stored = await db.RequestResults.AsNoTracking().SingleAsync(r => r.RequestId == requestId);
        var title = Texts(JsonNode.Parse(stored.Card)!).First();
        var seen = Bot.Channel.Visible().Select(m => JsonNode.Parse(m.Body)!["attachments"]?[0]?["content"]).OfType<JsonNode>()
            .Where(card => Texts(card).FirstOrDefault() == title).ToList();
        return string.Join('\n', Texts(seen[^1]));
    }

    public async ValueTask DisposeAsync()
    {
        await Bot.DisposeAsync();
        await Mail.DisposeAsync();
    }

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => p.Key is "text" or "title" && p.Value?.GetValueKind() == JsonValueKind.String ? [p.Value.GetValue<string>()] : Texts(p.Value)),
        JsonArray a => a.SelectMany(Texts),
        _ => [],
    };
}

/// <summary>A clock that a test moves, with timers that run on their own: for workers that wait for real.</summary>
internal sealed class StandingTime(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
