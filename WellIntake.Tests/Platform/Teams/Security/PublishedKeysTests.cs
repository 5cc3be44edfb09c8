using Microsoft.IdentityModel.Tokens;

namespace WellIntake.Tests.Platform.Teams.Security;

[TestClass]
[TestCategory("SEC-1")]
public sealed class PublishedKeysTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    public async Task Find_KeyRolledOver_IsFetched_AtMostOnceInFiveMinutes()
    {
        await using var rig = await SecurityRig.StartAsync();
        Assert.IsTrue((await rig.AskAsync(rig.GoodToken(), ct: Ct)).IsAuthenticated);
        Assert.AreEqual(1, rig.Keys.Fetches);

        var next = rig.Keys.Publish("next", ["msteams"]);
        var token = rig.Sign(rig.Claims(), next);
        Assert.IsFalse((await rig.AskAsync(token, ct: Ct)).IsAuthenticated, "fetched a moment ago");
        Assert.AreEqual(1, rig.Keys.Fetches);

        rig.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.IsTrue((await rig.AskAsync(token, ct: Ct)).IsAuthenticated);
        Assert.AreEqual(2, rig.Keys.Fetches);

        var unknown = rig.Sign(rig.Claims(), new RsaSecurityKey(rig.Key.Rsa) { KeyId = "unknown" });
        for (var i = 0; i < 20; i++)
            Assert.IsFalse((await rig.AskAsync(unknown, ct: Ct)).IsAuthenticated);
        Assert.AreEqual(2, rig.Keys.Fetches, "strangers cannot make us ask again and again");
    }

    [TestMethod]
    public async Task Find_KeyWithdrawn_NoLongerCounts_EvenForRememberedTokens()
    {
        await using var rig = await SecurityRig.StartAsync();
        var token = rig.GoodToken();
        Assert.IsTrue((await rig.AskAsync(token, ct: Ct)).IsAuthenticated);
        rig.Keys.Publish("next", ["msteams"]);
        rig.Keys.Withdraw("good");
        rig.Time.Advance(TimeSpan.FromMinutes(6));
        // An unknown id is what makes it look again.
        await rig.AskAsync(rig.Sign(rig.Claims(), new RsaSecurityKey(rig.Key.Rsa) { KeyId = "unknown" }), ct: Ct);
        Assert.IsFalse((await rig.AskAsync(token, ct: Ct)).IsAuthenticated);
    }

    [TestMethod]
    public async Task Find_MetadataAway_RefusesAtOnce_AndRecovers()
    {
        await using var rig = await SecurityRig.StartAsync();
        rig.Keys.Down = true;
        var token = rig.GoodToken();
        for (var i = 0; i < 10; i++)
        {
            var outcome = await rig.AskAsync(token, ct: Ct);
            Assert.IsFalse(outcome.IsAuthenticated);
            StringAssert.Contains(outcome.Reason, "could not be fetched", StringComparison.Ordinal);
        }

        // The library itself asks a second time when the first answer is an error.
        Assert.IsLessThanOrEqualTo(2, rig.Keys.Fetches);
        rig.Keys.Down = false;
        rig.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.IsTrue((await rig.AskAsync(rig.GoodToken(), ct: Ct)).IsAuthenticated);
    }

    [TestMethod]
    public async Task Find_MetadataHangs_RequestsWaitForTheLimitOnly_AndForOneFetch()
    {
        await using var rig = await SecurityRig.StartAsync();
        var never = new TaskCompletionSource();
        rig.Keys.Hold = never.Task;
        var asked = Enumerable.Range(0, 10).Select(_ => rig.AskAsync(rig.GoodToken(), ct: Ct)).ToList();
        while (rig.Keys.Fetches == 0 || rig.Time.ArmedTimers == 0)
            await Task.Yield();
        rig.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.IsTrue((await Task.WhenAll(asked)).All(o => !o.IsAuthenticated));
        Assert.AreEqual(1, rig.Keys.Fetches);
        never.SetResult();
    }

    [TestMethod]
    public async Task Find_FirstCallerGone_OthersGetTheirKeys()
    {
        await using var rig = await SecurityRig.StartAsync();
        var held = new TaskCompletionSource();
        rig.Keys.Hold = held.Task;
        using var cancel = new CancellationTokenSource();
        var first = rig.AskAsync(rig.GoodToken(), ct: cancel.Token);
        var second = rig.AskAsync(rig.GoodToken(), ct: Ct);
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => first);
        held.SetResult();
        Assert.IsTrue((await second).IsAuthenticated);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("nonsense")]
    [DataRow("{}")]
    [DataRow("""{"keys":[]}""")]
    [DataRow("""{"keys":[{"kty":"oct","kid":"good","k":"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"}]}""")]
    [DataRow("""{"keys":[{"kty":"RSA","kid":"good","n":"!!","e":"AQAB","endorsements":"msteams"}]}""")]
    public async Task Find_StrangeKeys_RefuseWithoutThrowing(string body)
    {
        await using var rig = await SecurityRig.StartAsync();
        rig.Keys.KeysBody = body;
        Assert.IsFalse((await rig.AskAsync(rig.GoodToken(), ct: Ct)).IsAuthenticated);
    }

    [TestMethod]
    public async Task Find_AfterADay_LooksAgainWithoutHoldingUpAnyone()
    {
        await using var rig = await SecurityRig.StartAsync();
        Assert.IsTrue((await rig.AskAsync(rig.GoodToken(), ct: Ct)).IsAuthenticated);
        rig.Time.Advance(TimeSpan.FromHours(25));
        var never = new TaskCompletionSource();
        rig.Keys.Hold = never.Task;
        Assert.IsTrue((await rig.AskAsync(rig.GoodToken(), ct: Ct)).IsAuthenticated);
        while (rig.Keys.Fetches < 2)
            await Task.Yield();
        never.SetResult();
    }
}
