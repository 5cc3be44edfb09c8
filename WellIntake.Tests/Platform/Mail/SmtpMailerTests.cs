using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using SmtpServer.Protocol;
using WellIntake.Modules.Platform.Mail;

namespace WellIntake.Tests.Platform.Mail;

[TestClass]
[TestCategory("DIG-8")]
public sealed class SmtpMailerTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Send_ServerTakesIt_ArrivesWholeInBothForms()
    {
        await using var server = new MailServer();
        await using var services = Services(server.Port);

        var result = await services.GetRequiredService<IMailer>().SendAsync(Mail() with { Subject = "Résumé der Woche — 5 Kandidaten" }, TestContext.CancellationToken);

        Assert.AreEqual(new MailResult(MailOutcome.Sent, 250), result);
        var taken = server.Taken.Single();
        Assert.AreEqual("Résumé der Woche — 5 Kandidaten", taken.Subject);
        Assert.AreEqual("<p>Zoë &amp; co</p>", taken.HtmlBody?.Trim());
        Assert.AreEqual("Zoë & co", taken.TextBody?.Trim());
        Assert.AreEqual("ana@example.com", ((MailboxAddress)taken.To.Single()).Address);
        Assert.AreEqual("Digests", taken.From.Single().Name);
        Assert.AreEqual("k3v9-1@example.com", taken.MessageId);
        Assert.AreEqual("digest", taken.Headers["X-WellIntake-Kind"]);
        Assert.AreEqual("auto-generated", taken.Headers[HeaderId.AutoSubmitted]);
    }

    [TestMethod]
    [DataRow(SmtpReplyCode.MailboxUnavailable, MailOutcome.Rejected, 550)]
    [DataRow(SmtpReplyCode.TransactionFailed, MailOutcome.Rejected, 554)]
    [DataRow(SmtpReplyCode.Aborted, MailOutcome.Transient, 451)]
    [DataRow(SmtpReplyCode.InsufficientStorage, MailOutcome.Transient, 452)]
    public async Task Send_ServerRefuses_SaysWhetherAnotherTryMayHelp(SmtpReplyCode answer, MailOutcome outcome, int code)
    {
        await using var server = new MailServer { Answer = new SmtpResponse(answer, "no, ana@example.com is not wanted") };
        await using var services = Services(server.Port);

        var result = await services.GetRequiredService<IMailer>().SendAsync(Mail(), TestContext.CancellationToken);

        Assert.AreEqual(outcome, result.Outcome);
        Assert.AreEqual(code, result.StatusCode);
        Assert.IsFalse(result.Reason!.Contains("ana", StringComparison.Ordinal), "The reason repeats the server's words, which hold an address.");
    }

    [TestMethod]
    public async Task Send_NobodyListens_IsTransient()
    {
        int port;
        await using (var gone = new MailServer())
            port = gone.Port;
        await using var services = Services(port);

        var result = await services.GetRequiredService<IMailer>().SendAsync(Mail(), TestContext.CancellationToken);

        Assert.AreEqual(MailOutcome.Transient, result.Outcome);
    }

    [TestMethod]
    public async Task Send_ServerWithoutTls_SendsNothingInTheOpen()
    {
        await using var server = new MailServer();
        await using var services = Services(server.Port, security: "StartTls");

        var result = await services.GetRequiredService<IMailer>().SendAsync(Mail(), TestContext.CancellationToken);

        Assert.AreEqual(MailOutcome.Transient, result.Outcome);
        Assert.IsTrue(server.Taken.IsEmpty);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("nobody")]
    [DataRow("a@example.com, b@example.com")]
    [DataRow("Ana <ana@example.com>")]
    [DataRow("ana@example.com\r\nBcc: all@example.com")]
    public async Task Send_NotOneAddress_IsRejectedBeforeAnyServerSeesIt(string to)
    {
        await using var server = new MailServer();
        await using var services = Services(server.Port);

        var result = await services.GetRequiredService<IMailer>().SendAsync(Mail() with { To = to }, TestContext.CancellationToken);

        Assert.AreEqual(MailOutcome.Rejected, result.Outcome);
        Assert.IsTrue(server.Taken.IsEmpty);
    }

    [TestMethod]
    public async Task Send_LineBreakInSubject_AddsNoHeader()
    {
        await using var server = new MailServer();
        await using var services = Services(server.Port);

        await services.GetRequiredService<IMailer>().SendAsync(Mail() with { Subject = "Digest\r\nBcc: all@example.com" }, TestContext.CancellationToken);

        var taken = server.Taken.Single();
        Assert.AreEqual("Digest Bcc: all@example.com", taken.Subject);
        Assert.IsNull(taken.Headers[HeaderId.Bcc]);
    }

    [TestMethod]
    public async Task Send_Cancelled_Throws()
    {
        await using var server = new MailServer();
        await using var services = Services(server.Port);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => services.GetRequiredService<IMailer>().SendAsync(Mail(), cancelled.Token));
    }

    private static OutgoingMail Mail() => new()
    {
        Id = "k3v9-1",
        To = "ana@example.com",
        Subject = "Digest",
        Html = "<p>Zoë &amp; co</p>",
        Text = "Zoë & co",
        Kind = "digest",
    };

    private static ServiceProvider Services(int port, string security = "None") => new ServiceCollection()
        .AddLogging()
        .AddMail(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                [$"{MailOptions.Section}:Host"] = "127.0.0.1",
                [$"{MailOptions.Section}:Port"] = $"{port}",
                [$"{MailOptions.Section}:Security"] = security,
                [$"{MailOptions.Section}:From"] = "Digests <digests@example.com>",
            })
            .Build())
        .BuildServiceProvider();
}
