using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Platform.Teams;
using WellIntake.Modules.Platform.Teams.Connector;

namespace WellIntake.Tests.Platform.Teams.Connector;

/// <summary>With an app id: tokens go out, and only where they may. No stub can stand at an allowed host, so a handler does.</summary>
[TestClass]
[TestCategory("TEA-2")]
[TestCategory("SEC-1")]
public sealed class ConnectorTokenTests : IDisposable
{
    private readonly Channel _channel = new();
    private readonly Tokens _tokens = new();
    private readonly ServiceProvider _services;
    private readonly ITeamsMessenger _messenger;

    public ConnectorTokenTests()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["WellIntake:Teams:AppId"] = "app",
            ["WellIntake:Teams:AppPassword"] = "secret",
            ["WellIntake:Teams:RetryDelay"] = "00:00:00.001",
        }).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConnectorTokenSource>(_tokens);
        services.AddTeamsConnector(configuration);
        services.AddHttpClient(ConnectorClient.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => _channel);
        _services = services.BuildServiceProvider();
        _messenger = _services.GetRequiredService<ITeamsMessenger>();
    }

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    public async Task Send_AllowedHost_CarriesTheToken()
    {
        var result = await SendAsync("https://smba.trafficmanager.net/amer/tenant/");
        Assert.AreEqual(SendOutcome.Sent, result.Outcome);
        Assert.AreEqual("https://smba.trafficmanager.net/amer/tenant/v3/conversations/a%3A1/activities Bearer t1", _channel.Seen.Single());
    }

    [TestMethod]
    [DataRow("https://smba.trafficmanager.net.evil.com/")]
    [DataRow("http://smba.trafficmanager.net/")]
    [DataRow("http://127.0.0.1:1/")]
    public async Task Send_OtherHost_SendsNeitherMessageNorToken(string url)
    {
        var result = await SendAsync(url);
        Assert.AreEqual(SendOutcome.Rejected, result.Outcome);
        Assert.AreEqual(0, result.Tries);
        Assert.IsEmpty(_channel.Seen);
        Assert.AreEqual(0, _tokens.Asked);
    }

    [TestMethod]
    public async Task Send_Unauthorised_TriesOnceWithANewToken()
    {
        _channel.Refuse.Add("Bearer t1");
        var result = await SendAsync("https://smba.trafficmanager.net/amer/");
        Assert.AreEqual(SendOutcome.Sent, result.Outcome);
        Assert.AreEqual(2, result.Tries);
        StringAssert.EndsWith(_channel.Seen[1], "Bearer t2", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Send_StillUnauthorised_IsRejected()
    {
        _channel.Refuse.AddRange(["Bearer t1", "Bearer t2"]);
        var result = await SendAsync("https://smba.trafficmanager.net/amer/");
        Assert.AreEqual(SendOutcome.Rejected, result.Outcome);
        Assert.AreEqual(401, result.StatusCode);
        Assert.AreEqual(2, result.Tries);
    }

    [TestMethod]
    public async Task Send_NoTokenToBeHad_IsTransientWithoutARequest()
    {
        _tokens.Failure = new InvalidOperationException("secret sentence");
        var result = await SendAsync("https://smba.trafficmanager.net/amer/");
        Assert.AreEqual(SendOutcome.Transient, result.Outcome);
        Assert.AreEqual(0, result.Tries);
        Assert.AreEqual(3, _tokens.Asked);
        Assert.IsFalse(result.Reason!.Contains("secret", StringComparison.Ordinal));
        Assert.IsEmpty(_channel.Seen);
    }

    public void Dispose()
    {
        _services.Dispose();
        _channel.Dispose();
    }

    private Task<SendResult> SendAsync(string serviceUrl) =>
        _messenger.SendAsync(new ConversationAddress(serviceUrl, "a:1", "personal", "msteams", null, "28:bot", null), new OutgoingMessage(null, "hi"), Ct);

    private sealed class Tokens : IConnectorTokenSource
    {
        private int _number = 1;

        public int Asked { get; private set; }

        public Exception? Failure { get; set; }

        public ValueTask<string?> GetTokenAsync(CancellationToken ct)
        {
            Asked++;
            return Failure is null ? ValueTask.FromResult<string?>($"t{_number}") : ValueTask.FromException<string?>(Failure);
        }

        public void Invalidate(string token) => _number++;
    }

    private sealed class Channel : HttpMessageHandler
    {
        public List<string> Seen { get; } = [];

        public List<string> Refuse { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Seen.Add($"{request.RequestUri!.AbsoluteUri} {request.Headers.Authorization}");
            var refused = Refuse.Contains($"{request.Headers.Authorization}");
            return Task.FromResult(new HttpResponseMessage(refused ? HttpStatusCode.Unauthorized : HttpStatusCode.Created)
            {
                Content = new StringContent("""{"id":"5"}"""),
            });
        }
    }
}
