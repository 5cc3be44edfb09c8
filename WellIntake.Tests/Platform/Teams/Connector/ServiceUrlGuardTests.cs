using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Teams;
using WellIntake.Modules.Platform.Teams.Connector;

namespace WellIntake.Tests.Platform.Teams.Connector;

[TestClass]
[TestCategory("SEC-1")]
public sealed class ServiceUrlGuardTests
{
    [TestMethod]
    [DataRow("https://smba.trafficmanager.net/amer/", true)]
    [DataRow("https://SMBA.trafficmanager.net/emea/tenant", true)]
    [DataRow("https://smba.trafficmanager.net:443/amer/", true)]
    [DataRow("https://webchat.botframework.com/", true)]
    [DataRow("https://smba.infra.gcc.teams.microsoft.com/teams", true)]
    [DataRow("https://smba.infra.gov.teams.microsoft.us/teams", true)]
    [DataRow("https://smba.infra.dod.teams.microsoft.us/teams", true)]
    [DataRow("https://connector.example.com/x", true)]
    [DataRow("https://a.b.example.org/", true)]
    [DataRow("http://smba.trafficmanager.net/amer/", false)]
    [DataRow("https://smba.trafficmanager.net:8443/amer/", false)]
    [DataRow("https://smba.trafficmanager.net.evil.com/", false)]
    [DataRow("https://evil-smba.trafficmanager.net/", false)]
    [DataRow("https://other.trafficmanager.net/", false)]
    [DataRow("https://botframework.com/", false)]
    [DataRow("https://evilbotframework.com/", false)]
    [DataRow("https://botframework.com.evil.com/", false)]
    [DataRow("https://smba.trafficmanager.net@evil.com/", false)]
    [DataRow("https://user:pw@smba.trafficmanager.net/", false)]
    [DataRow("https://evil.com/smba.trafficmanager.net", false)]
    [DataRow("https://evil.com\\@smba.trafficmanager.net/", false)]
    [DataRow("https://evil.com#.botframework.com", false)]
    [DataRow("https://evil.com?.botframework.com", false)]
    [DataRow("https://smba.trafficmanager.net/?x=1", false)]
    [DataRow("https://smba.trafficmanager.net./", false)]
    [DataRow("https://127.0.0.1/", false)]
    [DataRow("http://localhost:3978/", false)]
    [DataRow("https://169.254.169.254/", false)]
    [DataRow("https://[::1]/", false)]
    [DataRow("file:///etc/passwd", false)]
    [DataRow("//smba.trafficmanager.net/", false)]
    [DataRow("", false)]
    [DataRow("https://", false)]
    public void Refuse_WithAppId_OnlyKnownHostsGetTokens(string url, bool allowed) =>
        Assert.AreEqual(allowed, Guard(new TeamsOptions { AppId = "app", AppPassword = "x", AllowedServiceHosts = ["connector.example.com", "*.example.org"] }).Refuse(url) is null);

    [TestMethod]
    [DataRow("http://127.0.0.1:56150/_connector", true, true)]
    [DataRow("http://localhost:3978/", true, true)]
    [DataRow("http://[::1]:5000/x", true, true)]
    [DataRow("http://127.8.8.8/", true, true)]
    [DataRow("http://2130706433/", true, true)]
    [DataRow("http://10.1.2.3:3978/", false, true)]
    [DataRow("http://172.16.0.1/", false, true)]
    [DataRow("http://172.31.255.1/", false, true)]
    [DataRow("http://192.168.1.4/", false, true)]
    [DataRow("http://[fd00::1]/", false, true)]
    [DataRow("http://[::ffff:10.0.0.1]/", false, true)]
    [DataRow("http://playground:56150/_connector", false, true)]
    [DataRow("http://host.docker.internal:3978/", false, true)]
    [DataRow("http://172.32.0.1/", false, false)]
    [DataRow("http://169.254.169.254/latest", false, false)]
    [DataRow("http://metadata.google.internal/", false, false)]
    [DataRow("http://8.8.8.8/", false, false)]
    [DataRow("https://smba.trafficmanager.net/amer/", false, false)]
    [DataRow("http://localhost.evil.com/", false, false)]
    [DataRow("ftp://127.0.0.1/", false, false)]
    public void Refuse_WithoutAppId_OnlyLocal(string url, bool loopback, bool trusted)
    {
        Assert.AreEqual(loopback, Guard(new TeamsOptions()).Refuse(url) is null, "by default");
        Assert.AreEqual(trusted, Guard(new TeamsOptions { TrustPrivateNetworks = true }).Refuse(url) is null, "private networks trusted");
    }

    private static ServiceUrlGuard Guard(TeamsOptions options) => new(Options.Create(options));
}
