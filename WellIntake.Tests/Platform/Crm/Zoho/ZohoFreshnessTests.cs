using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Digest;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Platform.Crm;
using WellIntake.Tests.Modules.Digest.Anonymising;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Crm.Zoho;

/// <summary>Zoho away: the last records go on being used, and their age is said (RES-2).</summary>
[TestClass]
[TestCategory("RES-2")]
public sealed class ZohoFreshnessTests
{
    [TestMethod]
    public async Task Freshness_RunsComeAbout_IsNotStale()
    {
        var time = new FakeTime();
        await using var rig = await ZohoRig.StartAsync(time: time);
        Assert.AreEqual(new CrmAge("Zoho CRM", null, IsStale: false), await rig.Freshness.ReadAsync(default));
        await rig.Sync.SyncAsync(full: false);
        time.Advance(TimeSpan.FromMinutes(30));

        Assert.AreEqual(new CrmAge("Zoho CRM", time.GetUtcNow().AddMinutes(-30), IsStale: false), await rig.Freshness.ReadAsync(default));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsTrue((await rig.Freshness.ReadAsync(default))!.IsStale);
    }

    [TestMethod]
    public async Task Freshness_BreakerOpen_IsStaleUntilACallGoesThrough()
    {
        var time = new FakeTime();
        await using var rig = await ZohoRig.StartAsync(time: time, settings: ("MaxTries", "1"));
        await rig.Sync.SyncAsync(full: false);
        rig.Zoho.Fail(new ZohoFault { Status = 503, Times = 1000 });
        for (var run = 0; run < 10; run++)
            await rig.Sync.SyncAsync(full: false);

        Assert.IsTrue((await rig.Freshness.ReadAsync(default))!.IsStale);
        time.Advance(TimeSpan.FromSeconds(301));
        Assert.IsTrue((await rig.Freshness.ReadAsync(default))!.IsStale);
        rig.Zoho.Heal();
        await rig.Sync.SyncAsync(full: false);
        Assert.IsFalse((await rig.Freshness.ReadAsync(default))!.IsStale);
    }

    [TestMethod]
    public async Task Freshness_NeverReadAndAway_IsStaleWithoutATime()
    {
        await using var rig = await ZohoRig.StartAsync(settings: ("MaxTries", "1"));
        rig.Zoho.Fail(new ZohoFault { Status = 503 });
        await rig.Sync.SyncAsync(full: false);

        Assert.AreEqual(new CrmAge("Zoho CRM", null, IsStale: true), await rig.Freshness.ReadAsync(default));
    }

    [TestMethod]
    [DataRow("text")]
    [DataRow("markdown")]
    [DataRow("html")]
    [DataRow("card")]
    public async Task Digest_ZohoAway_ShowsTheLastRecordsAndTheirAge(string format)
    {
        var time = new FakeTime();
        await using var rig = await ZohoRig.StartAsync(time: time);
        rig.PutContact("1", rig.Now.AddDays(-1));
        await rig.Sync.SyncAsync(full: false);
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var engine = new DigestEngine(rig.Database.Contexts, new WellIntake.Modules.Digest.Extraction.OfflineExtractor(), time, rig.Freshness);
        var digests = new Digests(
            new DigestPresenter(
                engine, rig.Database.Contexts, new Anonymiser(PlantedRecord.Lists), PlantedRecord.Lists, Options.Create(new PrivacyOptions()),
                new PrivacyTelemetry(services.GetRequiredService<IMeterFactory>()), NullLogger<DigestPresenter>.Instance),
            time);

        var fresh = await digests.MakeAsync(new DigestQuestion("advisors", 7, 6, null, format), default);
        time.Advance(TimeSpan.FromHours(3));
        var stale = await digests.MakeAsync(new DigestQuestion("advisors", 7, 6, null, format), default);

        Assert.DoesNotContain("as of", fresh.Content);
        Assert.AreEqual(1, stale.Cards);
        // Markdown escapes punctuation.
        Assert.Contains("Candidates as of 3 hours ago: Zoho CRM cannot be reached", stale.Content.Replace("\\", "", StringComparison.Ordinal));
    }
}
