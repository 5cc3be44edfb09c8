using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Teams;
using WellIntake.Modules.Platform.Teams.Connector;

namespace WellIntake.Tests.Platform.Teams.Connector;

[TestClass]
public sealed class TeamsOptionsTests
{
    [TestMethod]
    [TestCategory("SEC-1")]
    [DataRow("AppId=a", "WellIntake:Teams:AppPassword")]
    [DataRow("AppId=a;AppPassword=s;UseManagedIdentity=true", "only one of")]
    [DataRow("AppId=a;AppPassword=s;AllowAnonymous=true", "AllowAnonymous")]
    [DataRow("AllowedServiceHosts:0=https://x.com/", "AllowedServiceHosts:0")]
    [DataRow("AllowedServiceHosts:0=*", "AllowedServiceHosts:0")]
    [DataRow("AllowedServiceHosts:0=*.", "AllowedServiceHosts:0")]
    [DataRow("ConversationLimits:0:Sends=0;ConversationLimits:0:Window=00:00:01", "ConversationLimits:0")]
    [DataRow("ConversationLimits:0:Sends=5", "ConversationLimits:0")]
    [DataRow("MaxTries=0", "MaxTries")]
    [DataRow("OpenIdMetadataUrl=nonsense", "OpenIdMetadataUrl")]
    public void Validate_WrongSetting_NamesIt(string settings, string named)
    {
        var error = Assert.ThrowsExactly<OptionsValidationException>(() => Bind(settings));
        StringAssert.Contains(error.Message, named, StringComparison.Ordinal);
    }

    [TestMethod]
    [TestCategory("TEA-4")]
    public void Bind_Defaults_AreTeamsOwn()
    {
        var options = Bind("");
        Assert.AreEqual("7/1 8/2 60/30 1800/3600", string.Join(' ', options.EffectiveConversationLimits.Select(l => $"{l.Sends}/{l.Window.TotalSeconds}")));
        Assert.AreEqual(50, options.BotRequestsPerSecond);
        Assert.AreEqual(80 * 1024, options.MaxMessageBytes);
        Assert.AreEqual(3, options.MaxTries);
    }

    [TestMethod]
    [TestCategory("TEA-4")]
    public void Bind_Twice_HoldsListsOnce()
    {
        var options = Bind("AllowedServiceHosts:0=a.example.com;ConversationLimits:0:Sends=5;ConversationLimits:0:Window=00:00:01");
        Assert.HasCount(1, options.AllowedServiceHosts);
        Assert.HasCount(1, options.EffectiveConversationLimits);
    }

    private static TeamsOptions Bind(string settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('=', 2)).Select(s => KeyValuePair.Create($"WellIntake:Teams:{s[0]}", (string?)s[1]))).Build();
        using var services = new ServiceCollection().AddLogging().AddTeamsConnector(configuration).AddTeamsConnector(configuration).BuildServiceProvider();
        return services.GetRequiredService<IOptions<TeamsOptions>>().Value;
    }
}
