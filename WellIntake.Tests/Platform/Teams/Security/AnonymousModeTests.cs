using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Teams.Security;

namespace WellIntake.Tests.Platform.Teams.Security;

[TestClass]
[TestCategory("SEC-1")]
public sealed class AnonymousModeTests
{
    private const string Local = "http://127.0.0.1:56150/_connector";

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("Development", "", "127.0.0.1", Local, true)]
    [DataRow("Development", "", "::1", Local, true)]
    [DataRow("Development", "", "::ffff:127.0.0.1", "http://localhost:1/", true)]
    [DataRow("Production", "", "127.0.0.1", Local, false)]
    [DataRow("Production", "AllowAnonymous", "127.0.0.1", Local, true)]
    [DataRow("Production", "AllowAnonymous", "10.0.0.5", Local, false)]
    [DataRow("Development", "", "10.0.0.5", Local, false)]
    [DataRow("Development", "", "52.112.0.1", Local, false)]
    [DataRow("Development", "", null, Local, false)]
    [DataRow("Development", "", "127.0.0.1", "https://smba.trafficmanager.net/amer/", false)]
    [DataRow("Development", "", "127.0.0.1", "http://10.0.0.5/", false)]
    [DataRow("Development", "", "127.0.0.1", "nonsense", false)]
    [DataRow("Production", "TrustPrivateNetworks", "10.0.0.5", "http://playground:56150/_connector", true)]
    [DataRow("Production", "TrustPrivateNetworks", "172.18.0.3", "http://172.18.0.3:56150/", true)]
    [DataRow("Production", "TrustPrivateNetworks", "127.0.0.1", Local, true)]
    [DataRow("Production", "TrustPrivateNetworks", "52.112.0.1", Local, false)]
    [DataRow("Production", "TrustPrivateNetworks", "169.254.169.254", Local, false)]
    [DataRow("Production", "TrustPrivateNetworks", "10.0.0.5", "https://evil.example.com/", false)]
    public async Task Authenticate_WithoutAppId_OnlyLocal(string environment, string setting, string? caller, string serviceUrl, bool passes)
    {
        await using var services = Services(environment, setting);
        var outcome = await services.GetRequiredService<IActivityAuthenticator>()
            .AuthenticateAsync(null, "msteams", serviceUrl, caller is null ? null : IPAddress.Parse(caller), Ct);
        Assert.AreEqual(passes, outcome.IsAuthenticated, outcome.Reason);
    }

    [TestMethod]
    [DataRow("http://127.0.0.1:5000", "", true)]
    [DataRow("http://localhost:5000", "", true)]
    [DataRow("http://[::1]:5000", "", true)]
    [DataRow("http://0.0.0.0:5000", "", false)]
    [DataRow("http://[::]:5000", "", false)]
    [DataRow("http://+:5000", "", false)]
    [DataRow("http://*:5000", "", false)]
    [DataRow("http://192.168.1.2:5000", "", false)]
    [DataRow("http://0.0.0.0:5000", "TrustPrivateNetworks", true)]
    public async Task Authenticate_ServerListensElsewhere_IsRefused(string address, string setting, bool passes)
    {
        await using var services = Services("Development", setting, address);
        var outcome = await services.GetRequiredService<IActivityAuthenticator>().AuthenticateAsync(null, "msteams", Local, IPAddress.Loopback, Ct);
        Assert.AreEqual(passes, outcome.IsAuthenticated, outcome.Reason);
    }

    [TestMethod]
    [DataRow(null, Local)]
    [DataRow("msteams", null)]
    public async Task Authenticate_ChannelOrServiceUrlMissing_IsRefused(string? channelId, string? serviceUrl)
    {
        await using var services = Services("Development", "");
        Assert.IsFalse((await services.GetRequiredService<IActivityAuthenticator>().AuthenticateAsync(null, channelId, serviceUrl, IPAddress.Loopback, Ct)).IsAuthenticated);
    }

    [TestMethod]
    public async Task Authenticate_WithAppId_IsNeverAnonymous()
    {
        await using var services = Services("Development", "AppId=a;AppPassword=s");
        Assert.IsFalse((await services.GetRequiredService<IActivityAuthenticator>().AuthenticateAsync(null, "msteams", Local, IPAddress.Loopback, Ct)).IsAuthenticated);
    }

    [TestMethod]
    [DataRow("TrustPrivateNetworks", "UNAUTHENTICATED")]
    [DataRow("AllowAnonymous", "Anonymous mode")]
    [DataRow("", "Every activity will be refused")]
    public async Task Start_WithoutAppId_SaysSo(string setting, string said)
    {
        var logs = new List<string>();
        await using var services = Services("Production", setting, logs: logs);
        foreach (var hosted in services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
            await hosted.StartedAsync(Ct);
        Assert.IsTrue(logs.Exists(l => l.Contains(said, StringComparison.Ordinal)), string.Join('\n', logs));
    }

    private static ServiceProvider Services(string environment, string settings, string? address = null, List<string>? logs = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(s => s.Split('=')).Select(s => KeyValuePair.Create($"WellIntake:Teams:{s[0]}", (string?)(s.Length > 1 ? s[1] : "true")))).Build();
        var services = new ServiceCollection();
        services.AddLogging(l =>
        {
            if (logs is not null)
                l.AddProvider(new ListLogs(logs));
        });
        services.AddSingleton<IHostEnvironment>(new TestEnvironment(environment));
        if (address is not null)
            services.AddSingleton<IServer>(new ListeningServer(address));
        services.AddActivityAuthentication(configuration);
        return services.BuildServiceProvider();
    }

    private sealed class ListeningServer : IServer
    {
        public ListeningServer(string address) => Features.Set<IServerAddressesFeature>(new Listening { Addresses = { address } });

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }

    private sealed class Listening : IServerAddressesFeature
    {
        public ICollection<string> Addresses { get; } = [];

        public bool PreferHostingUrls { get; set; }
    }
}
