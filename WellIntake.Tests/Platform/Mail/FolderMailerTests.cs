using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MimeKit;
using WellIntake.Modules.Platform.Mail;

namespace WellIntake.Tests.Platform.Mail;

[TestClass]
[TestCategory("DIG-8")]
public sealed class FolderMailerTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("wellintake-mail");

    public TestContext TestContext { get; set; } = null!;

    public void Dispose() => _data.Delete(recursive: true);

    [TestMethod]
    public async Task Send_NoServer_WritesAFileThatMailProgramsRead()
    {
        await using var services = Services();
        var mailer = services.GetRequiredService<IMailer>();

        var result = await mailer.SendAsync(Mail(), TestContext.CancellationToken);

        Assert.AreEqual(MailOutcome.Sent, result.Outcome);
        var file = Path.Combine(_data.FullName, "mail", "r1-digest.eml");
        var read = await MimeMessage.LoadAsync(file, TestContext.CancellationToken);
        Assert.AreEqual("Zoë & co", read.TextBody?.Trim());
        Assert.AreEqual("r1-digest@localhost", read.MessageId);
    }

    [TestMethod]
    public async Task Send_Twice_IsOneFile()
    {
        await using var services = Services();
        var mailer = services.GetRequiredService<IMailer>();

        await mailer.SendAsync(Mail(), TestContext.CancellationToken);
        await mailer.SendAsync(Mail() with { Text = "again" }, TestContext.CancellationToken);

        var file = new DirectoryInfo(Path.Combine(_data.FullName, "mail")).GetFiles().Single();
        Assert.AreEqual("again", (await MimeMessage.LoadAsync(file.FullName, TestContext.CancellationToken)).TextBody?.Trim());
    }

    [TestMethod]
    public async Task Send_FolderCannotBeMade_IsTransientAndSaysWhy()
    {
        await File.WriteAllTextAsync(Path.Combine(_data.FullName, "mail"), "in the way", TestContext.CancellationToken);
        await using var services = Services();

        var result = await services.GetRequiredService<IMailer>().SendAsync(Mail(), TestContext.CancellationToken);

        Assert.AreEqual(MailOutcome.Transient, result.Outcome);
        StringAssert.Contains(result.Reason!, "IOException");
    }

    [TestMethod]
    [DataRow("../r1")]
    [DataRow("a/b")]
    [DataRow(".hidden")]
    [DataRow("")]
    public async Task Send_IdThatIsNoFileName_Throws(string id)
    {
        await using var services = Services();

        await Assert.ThrowsExactlyAsync<ArgumentException>(() => services.GetRequiredService<IMailer>().SendAsync(Mail() with { Id = id }, TestContext.CancellationToken));
    }

    [TestMethod]
    [DataRow("From", "nobody", "WellIntake:Mail:From")]
    [DataRow("Port", "0", "Port")]
    [DataRow("Host", "smtp://mail.example.com", "WellIntake:Mail:Host")]
    public async Task Options_WrongSetting_IsRefusedByName(string key, string value, string named)
    {
        await using var services = Services((key, value));

        var refused = Assert.ThrowsExactly<OptionsValidationException>(() => services.GetRequiredService<IOptions<MailOptions>>().Value);

        StringAssert.Contains(refused.Message, named);
    }

    [TestMethod]
    public async Task Options_PasswordInTheOpen_IsRefused()
    {
        await using var services = Services(("Host", "mail.example.com"), ("User", "digests"), ("Security", "None"));

        var refused = Assert.ThrowsExactly<OptionsValidationException>(() => services.GetRequiredService<IOptions<MailOptions>>().Value);

        StringAssert.Contains(refused.Message, "WellIntake:Mail:Security");
    }

    private static OutgoingMail Mail() => new()
    {
        Id = "r1-digest",
        To = "ana@example.com",
        Subject = "Digest",
        Html = "<p>Zoë &amp; co</p>",
        Text = "Zoë & co",
        Kind = "digest",
    };

    private ServiceProvider Services(params (string Key, string Value)[] settings) => new ServiceCollection()
        .AddLogging()
        .AddMail(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"{MailOptions.Section}:{s.Key}", (string?)s.Value))
                .Append(KeyValuePair.Create("WellIntake:DataFolder", (string?)_data.FullName)))
            .Build())
        .BuildServiceProvider();
}
