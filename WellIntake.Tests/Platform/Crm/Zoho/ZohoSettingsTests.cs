using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Crm;
using WellIntake.Modules.Platform.Crm.Zoho;

namespace WellIntake.Tests.Platform.Crm.Zoho;

[TestClass]
public sealed class ZohoSettingsTests
{
    [TestMethod]
    public void AddCrm_NothingConfigured_TakesImportedFiles()
    {
        using var services = new ServiceCollection().AddCrm(Configuration([])).AddCrmSynchronisation().BuildServiceProvider();

        Assert.IsNull(services.GetService<ICrmSync>());
        Assert.AreEqual("imported files", services.GetRequiredService<ICrmFreshness>().Description);
        Assert.IsEmpty(services.GetServices<Microsoft.Extensions.Hosting.IHostedService>());
    }

    [TestMethod]
    [DataRow("ClientSecret", "", "ClientSecret: is needed")]
    [DataRow("RefreshToken", " ", "RefreshToken: is needed")]
    [DataRow("AccountsUrl", "http://accounts.zoho.com", "AccountsUrl: must be https")]
    [DataRow("AccountsUrl", "https://me:pw@accounts.zoho.com", "AccountsUrl: must be https")]
    [DataRow("PageSize", "201", "PageSize")]
    [DataRow("Interval", "00:00:10", "Interval")]
    [DataRow("Modules:Candidates:Fields:shoeSize", "Shoe_Size", "Modules:Candidates:Fields:shoeSize: candidates have no such field; they have name,")]
    [DataRow("Modules:Deals:Fields:firm", "Account Name", "Modules:Deals:Fields:firm: 'Account Name' is no API name")]
    [DataRow("Modules:Deals:Fields:firm", "A.b.c", "Modules:Deals:Fields:firm: 'A.b.c' is no API name")]
    [DataRow("Modules:Notes:Fields:text", "", "Modules:Notes:Fields:text: all notes need it")]
    [DataRow("Modules:Notes:Module", "Notes/../users", "Modules:Notes:Module: 'Notes/../users' is no API name")]
    [DataRow("Modules:Meetings:TimeZone", "Mars/Base", "Modules:Meetings:TimeZone: 'Mars/Base' is no time zone")]
    [DataRow("Modules:Deals:Values:colour:red", "blue", "Modules:Deals:Values:colour: nothing fills such a field")]
    public void Options_ThatCannotWork_NameTheSetting(string key, string value, string said)
    {
        using var services = new ServiceCollection().AddLogging().AddCrm(Configuration([(key, value)])).BuildServiceProvider();

        var wrong = Assert.ThrowsExactly<OptionsValidationException>(() => services.GetRequiredService<IOptions<ZohoOptions>>().Value);

        Assert.Contains(said, string.Join('\n', wrong.Failures));
        Assert.DoesNotContain("hidden", wrong.Message);
    }

    [TestMethod]
    public void Options_MoreThanFiftyFields_AreRefused()
    {
        // One of ours can be put together of many of theirs.
        using var services = new ServiceCollection().AddLogging()
            .AddCrm(Configuration([("Modules:Candidates:Fields:summary", string.Join(" + ", Enumerable.Range(0, 45).Select(i => $"Text_{i}")))])).BuildServiceProvider();

        var wrong = Assert.ThrowsExactly<OptionsValidationException>(() => services.GetRequiredService<IOptions<ZohoOptions>>().Value);

        Assert.Contains("Modules:Candidates:Fields: Zoho gives 50 fields at most", wrong.Message);
    }

    private static IConfiguration Configuration((string Key, string Value)[] settings)
    {
        var values = settings.Length == 0 ? [] : new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["WellIntake:Zoho:ClientId"] = "id",
            ["WellIntake:Zoho:ClientSecret"] = "hidden-secret",
            ["WellIntake:Zoho:RefreshToken"] = "hidden-token",
        };
        foreach (var (key, value) in settings)
            values["WellIntake:Zoho:" + key] = value;
        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }
}
