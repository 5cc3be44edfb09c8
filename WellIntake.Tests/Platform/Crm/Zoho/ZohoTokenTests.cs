using WellIntake.Modules.Platform.Crm;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Crm.Zoho;

/// <summary>How access tokens are refreshed, and what happens when there are none to be had.</summary>
[TestClass]
[TestCategory("RES-2")]
public sealed class ZohoTokenTests
{
    [TestMethod]
    public async Task Sync_AccessTokenEnds_IsRefreshedBefore()
    {
        var time = new FakeTime();
        await using var rig = await ZohoRig.StartAsync(time: time);
        await rig.Sync.SyncAsync(full: false);
        time.Advance(TimeSpan.FromMinutes(50));
        await rig.Sync.SyncAsync(full: false);
        Assert.AreEqual(1, rig.Zoho.Refreshes);
        time.Advance(TimeSpan.FromMinutes(6));

        await rig.Sync.SyncAsync(full: false);

        Assert.AreEqual(2, rig.Zoho.Refreshes);
    }

    [TestMethod]
    public async Task Sync_TokenRefusedOnTheWay_IsRefreshedOnceAndGoesOn()
    {
        await using var rig = await ZohoRig.StartAsync(settings: ("PageSize", "10"));
        for (var i = 0; i < 30; i++)
            rig.PutContact($"{i}", rig.Now.AddDays(-1));
        var pages = 0;
        rig.Zoho.Answering = _ =>
        {
            if (++pages == 2)
                rig.Zoho.ForgetTokens();
        };

        var report = await rig.Sync.SyncAsync(full: false);

        Assert.AreEqual(CrmSyncOutcome.Done, report.Outcome);
        Assert.HasCount(30, await rig.CandidatesAsync());
        Assert.AreEqual(2, rig.Zoho.Refreshes);
        Assert.IsEmpty(((InstantTime)rig.Time).Waits);
    }

    [TestMethod]
    public async Task Sync_EveryTokenRefused_EndsAfterOneRefresh()
    {
        await using var rig = await ZohoRig.StartAsync();
        rig.Zoho.Fail(new ZohoFault { Target = "Contacts", Status = 401, Times = 9, Body = """{"code":"INVALID_TOKEN","details":{},"message":"invalid oauth token","status":"error"}""" });

        var report = await rig.Sync.SyncAsync(full: false);

        Assert.AreEqual("refused", report.Kinds.Single().Error);
        Assert.AreEqual("Zoho CRM refuses the client (HTTP 401 INVALID_TOKEN)", report.Kinds.Single().ErrorText);
        Assert.AreEqual(2, rig.Zoho.Refreshes);
    }

    [TestMethod]
    [DataRow("invalid_code", "RefreshToken")]
    [DataRow("invalid_client", "ClientId")]
    [DataRow("invalid_client_secret", "ClientSecret")]
    public async Task Sync_ClientRefusedWithStatus200_NamesTheSetting(string error, string setting)
    {
        await using var rig = await ZohoRig.StartAsync();
        rig.Zoho.TokenError = error;

        var report = await rig.Sync.SyncAsync(full: false);

        Assert.AreEqual("refused", report.Kinds.Single().Error);
        Assert.Contains(setting, report.Kinds.Single().ErrorText!);
        Assert.AreEqual(1, rig.Zoho.Refreshes);
        Assert.IsEmpty(rig.Zoho.Requests);
    }

    [TestMethod]
    public async Task Sync_TokensNeverLast_StopsBeforeZohosLimit()
    {
        await using var rig = await ZohoRig.StartAsync();
        for (var i = 0; i < 12; i++)
        {
            rig.Zoho.ForgetTokens();
            await rig.Sync.SyncAsync(full: false);
        }

        Assert.IsLessThanOrEqualTo(8, rig.Zoho.Refreshes);
        Assert.AreEqual("rate_limited", (await rig.StateAsync())!.LastError);
    }
}
