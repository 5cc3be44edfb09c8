using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using WellIntake.Modules.Platform.Teams;
using WellIntake.Modules.Platform.Teams.Connector;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Teams.Connector;

[TestClass]
[TestCategory("TEA-2")]
public sealed class CredentialTokenSourceTests
{
    private readonly FakeTime _time = new();
    private readonly FakeAuthority _authority;

    public CredentialTokenSourceTests() => _authority = new FakeAuthority(_time);

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    public async Task GetToken_Again_IsTheSameUntilShortlyBeforeItsEnd()
    {
        using var source = Source();
        Assert.AreEqual("token-1", await source.GetTokenAsync(Ct));
        _time.Advance(TimeSpan.FromMinutes(54));
        Assert.AreEqual("token-1", await source.GetTokenAsync(Ct));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.AreEqual("token-2", await source.GetTokenAsync(Ct), "five minutes before its end");
        Assert.AreEqual("https://api.botframework.com/.default", _authority.Scope);
    }

    [TestMethod]
    public async Task GetToken_ManyAtOnce_FetchOne()
    {
        using var source = Source();
        _authority.Hold = new TaskCompletionSource();
        var all = Enumerable.Range(0, 20).Select(_ => source.GetTokenAsync(Ct).AsTask()).ToList();
        _authority.Hold.SetResult();
        Assert.IsTrue((await Task.WhenAll(all)).All(t => t == "token-1"));
        Assert.AreEqual(1, _authority.Fetches);
    }

    [TestMethod]
    public async Task GetToken_FirstCallerGone_NextFetches()
    {
        using var source = Source();
        using var cancel = new CancellationTokenSource();
        _authority.Hold = new TaskCompletionSource();
        var first = source.GetTokenAsync(cancel.Token).AsTask();
        var second = source.GetTokenAsync(Ct).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => first);
        _authority.Hold.SetResult();
        Assert.IsNotNull(await second);
    }

    [TestMethod]
    public async Task GetToken_RefreshFails_KeepsTheOldWhileItLives()
    {
        using var source = Source();
        await source.GetTokenAsync(Ct);
        _authority.Down = true;
        _time.Advance(TimeSpan.FromMinutes(57));
        Assert.AreEqual("token-1", await source.GetTokenAsync(Ct));
        Assert.AreEqual("token-1", await source.GetTokenAsync(Ct));
        Assert.AreEqual(2, _authority.Fetches, "not asked again with every message");
        _time.Advance(TimeSpan.FromMinutes(3));
        await Assert.ThrowsExactlyAsync<AuthenticationFailedException>(async () => await source.GetTokenAsync(Ct));
        _authority.Down = false;
        Assert.IsNotNull(await source.GetTokenAsync(Ct));
    }

    [TestMethod]
    public async Task Invalidate_Current_FetchesAnother_Once()
    {
        using var source = Source();
        var token = await source.GetTokenAsync(Ct);
        source.Invalidate(token!);
        Assert.AreEqual("token-2", await source.GetTokenAsync(Ct));
        source.Invalidate(token!);
        Assert.AreEqual("token-2", await source.GetTokenAsync(Ct), "the one refused is long gone");
        Assert.AreEqual(2, _authority.Credentials, "a new credential, whose own cache is empty");
    }

    [TestMethod]
    public void CreateCredential_FollowsTheOptions()
    {
        Assert.IsInstanceOfType<ClientSecretCredential>(CredentialTokenSource.CreateCredential(new TeamsOptions { AppId = "a", AppPassword = "s" }));
        Assert.IsInstanceOfType<ClientCertificateCredential>(CredentialTokenSource.CreateCredential(new TeamsOptions { AppId = "a", CertificatePath = "bot.pfx", TenantId = "t" }));
        Assert.IsInstanceOfType<ManagedIdentityCredential>(CredentialTokenSource.CreateCredential(new TeamsOptions { AppId = "a", UseManagedIdentity = true }));
    }

    private CredentialTokenSource Source() => new(
        () =>
        {
            _authority.Credentials++;
            return _authority;
        }, "https://api.botframework.com/.default", _time, NullLogger<CredentialTokenSource>.Instance);

    private sealed class FakeAuthority(TimeProvider time) : TokenCredential
    {
        public int Fetches { get; private set; }

        public int Credentials { get; set; }

        public string? Scope { get; private set; }

        public bool Down { get; set; }

        public TaskCompletionSource? Hold { get; set; }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Fetches++;
            Scope = requestContext.Scopes.Single();
            if (Hold is not null)
                await Hold.Task.WaitAsync(cancellationToken);
            return Down ? throw new AuthenticationFailedException("down") : new AccessToken($"token-{Fetches}", time.GetUtcNow() + TimeSpan.FromHours(1));
        }
    }
}
