using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Crm;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Resilience;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Crm.Zoho;

[TestClass]
[TestCategory("RES-2")]
public sealed class ZohoTroubleTests
{
    private const string HtmlPage = "<!DOCTYPE html><html><body><h1>We'll be back soon</h1></body></html>";

    public static IEnumerable<object[]> PassingTroubles() =>
    [
        ["a 500", new ZohoFault { Status = 500, Body = """{"code":"INTERNAL_ERROR","details":{},"message":"Internal Server Error","status":"error"}""" }],
        ["a 502 as HTML", new ZohoFault { Status = 502, Body = HtmlPage, ContentType = "text/html" }],
        ["a 503 with nothing", new ZohoFault { Status = 503 }],
        ["an HTML page with status 200", new ZohoFault { Status = 200, Body = HtmlPage, ContentType = "text/html" }],
        ["JSON that breaks off", new ZohoFault { Status = 200, Body = """{"data":[{"id":"1","Full_Name":"Per""" }],
        ["an empty 200", new ZohoFault { Status = 200 }],
        ["a redirect", new ZohoFault { Status = 302 }],
        ["a cut connection", new ZohoFault { Cut = true }],
        ["a connection cut in the body", new ZohoFault { Cut = true, Status = 200, Body = """{"data":[{"id":"1",""" }],
        ["a 429", new ZohoFault { Status = 429, Body = """{"code":"TOO_MANY_REQUESTS","details":{},"message":"You can make only 60 requests per minute","status":"error"}""" }],
        ["the same code with status 400", new ZohoFault { Status = 400, Body = """{"code":"TOO_MANY_REQUESTS","details":{},"message":"x","status":"error"}""" }],
        ["an accounts server that is down", new ZohoFault { Target = "token", Status = 503 }],
        ["an accounts server that is cut", new ZohoFault { Target = "token", Cut = true }],
        ["an accounts server that answers HTML", new ZohoFault { Target = "token", Status = 200, Body = HtmlPage }],
        ["a token answer without a token", new ZohoFault { Target = "token", Status = 200, Body = """{"expires_in":3600}""" }],
        ["a token for an unsafe place", new ZohoFault { Target = "token", Status = 200, Body = """{"access_token":"a","api_domain":"http://elsewhere.example","expires_in":3600}""" }],
    ];

    [TestMethod]
    [DynamicData(nameof(PassingTroubles))]
    public async Task Sync_TroubleThatPasses_IsTriedAgain(string trouble, object fault)
    {
        await using var rig = await ZohoRig.StartAsync();
        rig.PutContact("1", rig.Now.AddDays(-1));
        rig.Zoho.Fail((ZohoFault)fault);

        var report = await rig.Sync.SyncAsync(full: false);

        Assert.AreEqual(CrmSyncOutcome.Done, report.Outcome, trouble);
        Assert.HasCount(1, await rig.CandidatesAsync());
        Assert.HasCount(1, ((InstantTime)rig.Time).Waits);
    }

    [TestMethod]
    public async Task Sync_RetryAfter_IsWaitedForExactly()
    {
        await using var rig = await ZohoRig.StartAsync();
        rig.Zoho.Fail(new ZohoFault { Status = 429, RetryAfter = 37 });

        await rig.Sync.SyncAsync(full: false);

        Assert.AreSequenceEqual([TimeSpan.FromSeconds(37)], ((InstantTime)rig.Time).Waits);
    }

    [TestMethod]
    public async Task Sync_TooManyRequestsWithoutRetryAfter_WaitsWithinBounds()
    {
        await using var rig = await ZohoRig.StartAsync(settings: ("RetryDelay", "00:00:04"));
        rig.Zoho.Fail(new ZohoFault { Status = 429, Times = 3 });

        var report = await rig.Sync.SyncAsync(full: false);

        Assert.AreEqual(CrmSyncOutcome.Done, report.Outcome);
        var waits = ((InstantTime)rig.Time).Waits;
        Assert.HasCount(3, waits);
        // Decorrelated jitter: on average doubling, never beyond what is allowed.
        Assert.IsTrue(waits.All(w => w > TimeSpan.Zero && w <= TimeSpan.FromMinutes(2)), string.Join(' ', waits));
    }

    [TestMethod]
    public async Task Sync_RetryAfterIsTooLong_EndsTheRunAndSaysHowLong()
    {
        await using var rig = await ZohoRig.StartAsync();
        rig.Zoho.Fail(new ZohoFault { Status = 429, RetryAfter = 900 });

        var report = await rig.Sync.SyncAsync(full: false);

        Assert.AreEqual(CrmSyncOutcome.Failed, report.Outcome);
        Assert.AreEqual(TimeSpan.FromMinutes(15), report.RetryAfter);
        Assert.HasCount(1, report.Kinds);
        Assert.AreEqual("rate_limited", (await rig.StateAsync())!.LastError);
        Assert.IsEmpty(((InstantTime)rig.Time).Waits);
        // It is alive: no failure for the breaker.
        Assert.AreEqual(CircuitState.Closed, rig.Breaker.State);
    }

    [TestMethod]
    [DataRow(400, "INVALID_MODULE")]
    [DataRow(403, "NO_PERMISSION")]
    [DataRow(401, "OAUTH_SCOPE_MISMATCH")]
    public async Task Sync_OneModuleIsRefused_ReadsTheOthers(int status, string code)
    {
        await using var rig = await ZohoRig.StartAsync();
        rig.PutContact("1", rig.Now.AddDays(-1));
        rig.Zoho.Fail(new ZohoFault { Target = "Deals", Status = status, Times = 9, Body = ZohoStub.Error(code, "of someone's <private> text").ToJsonString() });

        var report = await rig.Sync.SyncAsync(full: false);

        Assert.AreEqual(CrmSyncOutcome.Failed, report.Outcome);
        Assert.AreSequenceEqual(["Candidates ", "Deals rejected", "Meetings ", "Notes "], report.Kinds.Select(k => $"{k.Kind} {k.Error}"));
        Assert.AreEqual($"Zoho CRM refuses the request (HTTP {status} {code})", report.Kinds[1].ErrorText);
        Assert.HasCount(1, await rig.CandidatesAsync());
        Assert.AreEqual(1, rig.Zoho.Refreshes);
    }

    [TestMethod]
    public async Task Sync_ZohoStaysAway_OpensTheBreakerAndAsksNoMore()
    {
        var time = new InstantTime(TimeSpan.FromSeconds(100));
        await using var rig = await ZohoRig.StartAsync(time: time, settings: [("MaxTries", "4"), ("WellIntake:Resilience:Breakers:zoho:OpenFor", "01:00:00")]);
        rig.PutContact("1", rig.Now.AddDays(-1));
        rig.Zoho.Fail(new ZohoFault { Target = "Contacts", Status = 503, Times = 1000 });
        for (var run = 0; run < 3; run++)
            await rig.Sync.SyncAsync(full: false);
        Assert.AreEqual(CircuitState.Open, rig.Breaker.State);
        Assert.HasCount(10, rig.Zoho.Requests);

        var report = await rig.Sync.SyncAsync(full: false);

        Assert.AreEqual("circuit_open", report.Kinds.Single().Error);
        Assert.HasCount(10, rig.Zoho.Requests);
    }

    [TestMethod]
    public async Task Sync_AccountsServerStaysAway_OpensTheBreakerToo()
    {
        await using var rig = await ZohoRig.StartAsync(settings: ("WellIntake:Resilience:Breakers:zoho:OpenFor", "01:00:00"));
        rig.Zoho.Fail(new ZohoFault { Target = "token", Cut = true, Times = 1000 });
        for (var run = 0; run < 2; run++)
            await rig.Sync.SyncAsync(full: false);

        Assert.AreEqual(CircuitState.Open, rig.Breaker.State);
        Assert.AreEqual("unreachable", (await rig.StateAsync())!.LastError);
    }

    [TestMethod]
    public async Task Sync_ZohoComesBack_ClosesTheBreaker()
    {
        var time = new FakeTime();
        await using var rig = await ZohoRig.StartAsync(time: time, settings: ("MaxTries", "1"));
        rig.PutContact("1", rig.Now.AddDays(-1));
        rig.Zoho.Fail(new ZohoFault { Target = "Contacts", Status = 503, Times = 1000 });
        for (var run = 0; run < 10; run++)
            await rig.Sync.SyncAsync(full: false);
        Assert.AreEqual(CircuitState.Open, rig.Breaker.State);
        rig.Zoho.Heal();
        time.Advance(TimeSpan.FromSeconds(301));

        var report = await rig.Sync.SyncAsync(full: false);

        Assert.AreEqual(CrmSyncOutcome.Done, report.Outcome);
        Assert.AreEqual(CircuitState.Closed, rig.Breaker.State);
        Assert.IsNull((await rig.StateAsync())!.LastError);
    }

    [TestMethod]
    public async Task Sync_NoAnswerInTime_IsGivenUp()
    {
        var time = new FakeTime();
        await using var rig = await ZohoRig.StartAsync(time: time, settings: [("MaxTries", "1"), ("RequestTimeout", "00:00:30")]);
        var hang = new ZohoFault { Target = "Contacts", Hangs = true };
        rig.Zoho.Fail(hang);
        var running = rig.Sync.SyncAsync(full: false);
        await hang.Met.Task;
        time.Advance(TimeSpan.FromSeconds(31));

        var report = await running;

        Assert.AreEqual("Zoho CRM cannot be reached (no answer in time)", report.Kinds.Single().ErrorText);
    }

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Sync_EndedAtAnyRequest_NextRunBringsTheSame(DatabaseKind kind)
    {
        for (var passing = 0; passing < 9; passing++)
        {
            await using var rig = await ZohoRig.StartAsync(kind, new FakeTime(), ("MaxTries", "1"), ("PageSize", "200"));
            for (var i = 0; i < 900; i++)
                rig.PutContact($"{1000 + i}", rig.Now.AddDays(-1).AddSeconds(-i));
            rig.Zoho.Contacts.Delete("1500", rig.Now.AddHours(-1));
            rig.Zoho.Fail(new ZohoFault { Skip = passing, Cut = true });
            var first = await rig.Sync.SyncAsync(full: false);
            Assert.AreEqual(CrmSyncOutcome.Failed, first.Outcome, $"after {passing}");
            var watermark = (await rig.StateAsync())!.Watermark;
            // The token's request, five pages and the deleted ones; only then is the first kind done.
            Assert.AreEqual(passing >= 7, watermark is not null, $"after {passing}");
            if (watermark is null)
                Assert.IsLessThan(899, (await rig.CandidatesAsync()).Count);

            var second = await rig.Sync.SyncAsync(full: false);

            Assert.AreEqual(CrmSyncOutcome.Done, second.Outcome, $"after {passing}");
            Assert.HasCount(899, await rig.CandidatesAsync());
            Assert.AreEqual(rig.Now, (await rig.StateAsync())!.Watermark);
        }
    }

    [TestMethod]
    public async Task Sync_Cancelled_ThrowsAndFreesTheLease()
    {
        await using var rig = await ZohoRig.StartAsync(settings: ("PageSize", "10"));
        for (var i = 0; i < 30; i++)
            rig.PutContact($"{i}", rig.Now.AddDays(-1));
        using var stop = new CancellationTokenSource();
        rig.Zoho.Answering = _ => stop.Cancel();

        await Assert.ThrowsAsync<OperationCanceledException>(() => rig.Sync.SyncAsync(full: false, progress: null, stop.Token));

        await using var db = await rig.Database.Contexts.CreateDbContextAsync();
        Assert.IsFalse(await db.CrmSyncLeases.AnyAsync());
        Assert.IsNull((await rig.StateAsync())!.Watermark);
        rig.Zoho.Answering = null;
        Assert.AreEqual(CrmSyncOutcome.Done, (await rig.Sync.SyncAsync(full: false)).Outcome);
        Assert.HasCount(30, await rig.CandidatesAsync());
    }

    [TestMethod]
    public async Task Logs_OfEveryTrouble_HoldNoSecretsAndNobodysName()
    {
        await using var rig = await ZohoRig.StartAsync(settings: ("WellIntake:Resilience:Breakers:zoho:Failures", "1000"));
        rig.PutContact("1", rig.Now.AddDays(-1), "Secret Person", c => c["Email"] = "secret person at home");
        foreach (var (_, fault) in PassingTroubles().Select(t => ((string)t[0], (ZohoFault)t[1])))
            rig.Zoho.Fail(new ZohoFault { Target = fault.Target, Status = fault.Status, Body = fault.Body, Cut = fault.Cut });
        for (var run = 0; run < 8; run++)
            await rig.Sync.SyncAsync(full: true);
        rig.Zoho.Heal();
        await rig.Sync.SyncAsync(full: true);

        var all = string.Join('\n', rig.Logs);
        Assert.Contains("record 1 was refused: its Email cannot be used", all);
        Assert.Contains("What was read before stays in use", all);
        foreach (var secret in new[] { ZohoStub.ClientSecret, ZohoStub.RefreshToken, "1000.access", "Secret Person", "secret person" })
            Assert.DoesNotContain(secret, all);
    }
}
