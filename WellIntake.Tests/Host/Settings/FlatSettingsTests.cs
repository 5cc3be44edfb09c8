using Microsoft.Extensions.Configuration;
using WellIntake.Host;
using WellIntake.Host.Settings;
using WellIntake.Tests.Platform.Features;

namespace WellIntake.Tests.Settings;

/// <summary>Flat names over structured keys, also while the program runs.</summary>
[TestClass, TestCategory("FLG-1")]
public sealed class FlatSettingsTests
{
    private const string Enabled = "WellIntake:Flags:AsyncDigest:Enabled";

    [TestMethod]
    [DataRow("USE_ASYNC_DIGEST")]
    [DataRow("TEAMS_USE_ASYNC_DIGEST")]
    public void Apply_FlatNameChangesWhileItRuns_IsFollowed(string name)
    {
        var (settings, configuration) = Create();
        Assert.IsNull(configuration[Enabled]);
        var told = 0;
        using var registration = Microsoft.Extensions.Primitives.ChangeToken.OnChange(((IConfiguration)configuration).GetReloadToken, () => told++);

        settings.Change((name, "False"));
        Assert.AreEqual("False", configuration[Enabled]);
        Assert.IsGreaterThan(0, told);
        settings.Change((name, null));
        Assert.IsNull(configuration[Enabled]);
    }

    [TestMethod]
    public void Apply_BothNames_TheShorterCounts()
    {
        var (settings, configuration) = Create();

        settings.Change(("TEAMS_USE_ASYNC_DIGEST", "true"), ("USE_ASYNC_DIGEST", "false"));

        Assert.AreEqual("false", configuration[Enabled]);
    }

    [TestMethod]
    public void Apply_ValueThatCannotWork_StopsTheStartAndChangesNothingLater()
    {
        var (settings, configuration) = Create();
        settings.Change(("USE_ASYNC_DIGEST", "false"));

        settings.Change(("USE_ASYNC_DIGEST", "perhaps"));

        Assert.AreEqual("false", configuration[Enabled]);
        var fresh = new ConfigurationManager();
        ((IConfigurationBuilder)fresh).Add(settings);
        Assert.Contains("USE_ASYNC_DIGEST", Assert.ThrowsExactly<SettingException>(() => FlatSettings.Apply(fresh)).Message);
    }

    [TestMethod]
    public void Builder_SettingsFiles_AreFollowedWhileItRuns()
    {
        var files = ((IConfigurationRoot)HostComposition.CreateBuilder([]).Configuration).Providers
            .OfType<Microsoft.Extensions.Configuration.Json.JsonConfigurationProvider>().ToList();

        Assert.IsTrue(files.Exists(f => f.Source.Path == "appsettings.json"));
        Assert.IsTrue(files.TrueForAll(f => f.Source.ReloadOnChange));
    }

    private static (ChangingSettings Settings, ConfigurationManager Configuration) Create()
    {
        var settings = new ChangingSettings();
        var configuration = new ConfigurationManager();
        ((IConfigurationBuilder)configuration).Add(settings);
        FlatSettings.Apply(configuration);
        return (settings, configuration);
    }
}
