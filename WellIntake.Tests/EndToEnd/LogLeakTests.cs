using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmtpServer.Protocol;
using WellIntake.Host;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Tests.Platform.Mail;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.EndToEnd;

/// <summary>
/// The whole program with every category at its most talkative, while all goes wrong that can: nothing that somebody
/// wrote, is called or can be reached at may be found in a log, a span or a stored reason (OBS-3).
/// </summary>
[TestClass]
public sealed class LogLeakTests
{
    private const string Asker = "wanda.lohengrin@asker.example";
    private const string Recipient = "zacharias@recipient.example";
    private const string Token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJxdWV0emFsIn0.cXVldHphbGNvYXRs";

    // Each is part of something that the program gets to see, and of nothing that it says of itself.
    private static readonly string[] Secret =
    [
        "lohengrin", "asker.example", "zacharias", "recipient.example", "quetzal", "eyJzdWIiOiJxdWV0emFsIn0", "cXVldHphbGNvYXRs", "zanzibar",
        "quartermaine", "zebulon", "blackthorne", "hunter2",
    ];

    public required TestContext TestContext { get; init; }

    [TestMethod, Timeout(180_000, CooperativeCancellation = true), TestCategory("OBS-3")]
    public async Task WholeRun_WhereAllGoesWrong_LeavesNothingPersonalBehind()
    {
        var ct = TestContext.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("wellintake-leaks-").FullName;
        await using var channel = await StubConnector.StartAsync();
        await using var mail = new MailServer { Answer = new SmtpResponse(SmtpReplyCode.MailboxUnavailable, $"no such user {Recipient}") };
        channel.Members["29:wanda"] = $$"""{"id":"29:wanda","name":"Wanda Lohengrin","email":"{{Asker}}"}""";
        var logs = new CapturedLogs();
        using var spans = new CapturedSpans();
        try
        {
            await using (var app = Build(folder, mail.Port))
            {
                app.Services.GetRequiredService<ILoggerFactory>().AddProvider(logs);
                await app.StartAsync(ct);
                using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
                await AddCandidateAsync(app.Services, ct);

                // The mail server refuses, and quotes whom.
                await PostAsync(http, channel, "mailed", $"digest advisors top 50 {Recipient}", ct);
                await logs.WhenLogged(5101).WaitAsync(ct);

                // The channel refuses, and quotes whom.
                channel.Fail(new StubFault { Status = 400, Body = """{"error":{"code":"BadArgument","message":"Wanda Lohengrin, no"}}""", When = r => r.Segments.Contains("refused") });
                channel.Fail(new StubFault { Status = 403, Body = """{"error":{"code":"BotNotInConversationRoster","message":"Wanda Lohengrin, no"}}""", When = r => r.Segments.Contains("refused") });
                await PostAsync(http, channel, "refused", "what does Zebulon Quartermaine earn in Zanzibar?", ct);
                await PostAsync(http, channel, "refused", "digest global", ct);
                await logs.WhenLogged(3200).WaitAsync(ct);

                // Bodies that are no activity, and a job that is none.
                await SendAsync(http, "{\"type\":\"message\",\"text\":\"Zanzibar", ct);
                await SendAsync(http, """{"type":"zanzibar zebulon","from":7}""", ct);
                await SendAsync(http, """{"type":"zanzibar@asker.example","id":"1","channelId":"msteams","from":{"id":"u"},"conversation":{"id":"c"}}""", ct);
                var queue = app.Services.GetRequiredService<IJobQueues>().Get(QueueNames.Digest);
                await queue.SendAsync([Job("bad-json", $"{{\"user_email\":\"{Asker}\" zanzibar"), Job("bad-field", $$"""{"message_id":"bad-field","user_email":"{{Asker}}","audience":7,"text":"zanzibar"}""")], ct);
                await logs.WhenLogged(2010).WaitAsync(ct);

                // The database refuses, and quotes the value.
                await ExecuteAsync(folder, $"CREATE TRIGGER leak BEFORE INSERT ON request_results BEGIN SELECT RAISE(ABORT, 'Zebulon Quartermaine of Blackthorne, {Asker}, Password=hunter2'); END", ct);
                await PostAsync(http, channel, "stored", $"digest c_suite {Recipient}", ct);
                await logs.WhenLogged(2013).WaitAsync(ct);
                await app.StopAsync(ct);
            }

            var stored = await StoredReasonsAsync(folder, ct);
            Assert.IsGreaterThan(500, logs.Entries.Count(e => e.Level <= LogLevel.Debug), "the run was not talkative");
            Assert.IsNotEmpty(spans.Texts);
            Assert.IsNotEmpty(stored);
            Assert.Contains("Zebulon", string.Concat(channel.Requests.Select(r => r.Body)), "what must not be logged was not in the run");
            Nothing("log", logs.Entries.Select(e => e.Text));
            Nothing("span", spans.Texts);
            Nothing("stored reason", stored);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static WebApplication Build(string folder, int mailPort) => HostComposition.BuildServer(
        [
            $"--WELLINTAKE_DATA={folder}", "--urls=http://127.0.0.1:0", "--LOG_LEVEL=TRACE", "--PRIVACY_MODE=false",
            "--Logging:LogLevel:Microsoft=Trace", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Trace",
            "--Logging:LogLevel:Microsoft.EntityFrameworkCore=Trace", "--Logging:LogLevel:System.Net.Http=Trace",
            "--Logging:Console:LogLevel:Default=None", "--Logging:Console:LogLevel:Microsoft=None",
            "--WellIntake:Mail:Host=127.0.0.1", FormattableString.Invariant($"--WellIntake:Mail:Port={mailPort}"), "--WellIntake:Mail:Security=None",
            "--WellIntake:Mail:From=bot@sender.example", "--WellIntake:Jobs:RetryDelay=00:00:00.100", "--WellIntake:Teams:RetryDelay=00:00:00.100",
        ],
        quiet: true);

    private static async Task AddCandidateAsync(IServiceProvider services, CancellationToken ct)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<WellIntakeDbContext>>().CreateDbContextAsync(ct);
        var now = TimeProvider.System.GetUtcNow();
        db.Candidates.Add(new Candidate
        {
            Id = "c-1",
            Locator = "TWAV999999",
            Name = "Zebulon Quartermaine",
            Title = "Financial Advisor",
            Firm = "Blackthorne Quetzal Partners",
            Email = "zebulon@recipient.example",
            Phone = "+1 555 010 9999",
            Audience = "advisors",
            AumText = "$4.2B",
            Aum = 4.2e9,
            Summary = "Zebulon lives in Zanzibar.",
            PublishedAt = now.AddHours(-1),
        });
        await db.SaveChangesAsync(ct);
    }

    private static JobEnvelope Job(string id, string body) => new() { Id = id, Type = "digest_request", Body = Encoding.UTF8.GetBytes(body) };

    private static Task PostAsync(HttpClient http, StubConnector channel, string conversation, string text, CancellationToken ct) => SendAsync(
        http,
        new JsonObject
        {
            ["type"] = "message",
            ["id"] = Guid.NewGuid().ToString("N"),
            ["channelId"] = "msteams",
            ["serviceUrl"] = channel.ServiceUrl,
            ["from"] = new JsonObject { ["id"] = "29:wanda", ["name"] = "Wanda Lohengrin", ["aadObjectId"] = "11111111-2222-3333-4444-555555555555" },
            ["recipient"] = new JsonObject { ["id"] = "bot" },
            ["conversation"] = new JsonObject { ["id"] = conversation, ["conversationType"] = "personal" },
            ["text"] = text,
        }.ToJsonString(),
        ct);

    private static async Task SendAsync(HttpClient http, string body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/teams/webhook?who=zacharias%40recipient.example", UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            Headers = { { "Authorization", "Bearer " + Token } },
        };
        using var response = await http.SendAsync(request, ct);
    }

    private static async Task ExecuteAsync(string folder, string sql, CancellationToken ct)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "wellintake.db")}");
        await connection.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<List<string>> StoredReasonsAsync(string folder, CancellationToken ct)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "wellintake.db")}");
        await connection.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT reason FROM deliveries UNION ALL SELECT error FROM teams_digest_requests UNION ALL SELECT note FROM request_events "
            + "UNION ALL SELECT reason FROM outbox UNION ALL SELECT unreachable_reason FROM conversation_references";
        List<string> reasons = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (!await reader.IsDBNullAsync(0, ct))
                reasons.Add(reader.GetString(0));
        }

        return reasons;
    }

    private static void Nothing(string what, IEnumerable<string> texts)
    {
        var found = texts.SelectMany(text => Secret.Where(s => text.Contains(s, StringComparison.OrdinalIgnoreCase)).Select(s => $"'{s}' in a {what}: {text}")).ToList();
        Assert.IsEmpty(found, string.Join("\n\n", found.Take(5)));
    }

    /// <summary>Every tag, event and status of every span of the process.</summary>
    private sealed class CapturedSpans : IDisposable
    {
        private readonly ConcurrentQueue<string> _texts = new();
        private readonly ActivityListener _listener;

        public CapturedSpans()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = static _ => true,
                Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = span => _texts.Enqueue(string.Join(
                    '\n',
                    [
                        span.DisplayName, span.StatusDescription ?? string.Empty, .. span.TagObjects.Select(t => $"{t.Key}={t.Value}"),
                        .. span.Events.SelectMany(e => e.Tags.Select(t => $"{e.Name} {t.Key}={t.Value}")), .. span.Baggage.Select(b => $"{b.Key}={b.Value}"),
                    ])),
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public IReadOnlyList<string> Texts => [.. _texts];

        public void Dispose() => _listener.Dispose();
    }
}
