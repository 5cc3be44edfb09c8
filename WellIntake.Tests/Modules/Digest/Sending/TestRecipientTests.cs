using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SmtpServer.Protocol;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Mail;
using WellIntake.Tests.Testing;
using static WellIntake.Tests.Modules.Digest.Sending.SendingRig;

namespace WellIntake.Tests.Modules.Digest.Sending;

/// <summary>A digest that goes to an address too, to try it out.</summary>
[TestClass]
[TestCategory("DIG-8")]
public sealed class TestRecipientTests
{
    private const string Banner = "TEST: this digest also goes to a test address by e-mail.";

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Ask_WithAnAddress_BringsBannerOnCardAndMailAndATag()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == JobTelemetry.Name,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var rig = await StartAsync(null, Person(1));

        var made = await rig.AskAsync("digest advisors Try@Example.com", Ct);

        Assert.Contains(Banner, await rig.CardAsync(made.RequestId), StringComparison.Ordinal);
        var mail = rig.Mail.Taken.Single();
        Assert.AreEqual("try@example.com", ((MimeKit.MailboxAddress)mail.To.Single()).Address);
        Assert.StartsWith("[TEST] Digest for advisors", mail.Subject, StringComparison.Ordinal);
        Assert.AreEqual("test-digest", mail.Headers["X-WellIntake-Kind"]);
        foreach (var body in new[] { mail.TextBody!, mail.HtmlBody! })
        {
            Assert.Contains("TEST: this digest was sent to this address to try it out.", body, StringComparison.Ordinal);
            Assert.Contains("TWAV001ZZ", body, StringComparison.Ordinal);
            Assert.DoesNotContain("Surname001", body, StringComparison.Ordinal);
        }

        await rig.Bot.UntilAsync(() => spans.Any(s => s.GetTagItem("app.digest.test") is true), Ct);
    }

    [TestMethod]
    [TestCategory("DIG-5")]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Ask_WithAnAddressTwice_MailsTheSameAndCountsForNobody()
    {
        await using var rig = await StartAsync(null, Person(1), Person(2));

        await rig.AskAsync("digest advisors try@example.com", Ct);
        await rig.AskAsync("digest advisors try@example.com", Ct);

        var mails = rig.Mail.Taken.ToArray();
        Assert.HasCount(2, mails);
        Assert.AreEqual(mails[0].TextBody, mails[1].TextBody);
        Assert.IsEmpty(await rig.SentAsync());
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Ask_AddressRefused_SaysSoOnTheCard()
    {
        await using var rig = await StartAsync(null, Person(1));
        rig.Mail.Answer = new SmtpResponse(SmtpReplyCode.MailboxUnavailable, "no");

        var made = await rig.AskAsync("digest advisors try@example.com", Ct);

        var card = await rig.CardAsync(made.RequestId);
        Assert.Contains("The e-mail could not be sent: the address was refused.", card, StringComparison.Ordinal);
        Assert.Contains("TWAV001ZZ", card, StringComparison.Ordinal);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Ask_ServerBusyOnce_IsDeliveredAgainAndMailsOnce()
    {
        await using var rig = await StartAsync(null, Person(1));
        rig.Mail.FirstAnswers.Enqueue(new SmtpResponse(SmtpReplyCode.Aborted, "later"));

        var made = await rig.AskAsync("digest advisors try@example.com", Ct);

        Assert.HasCount(1, rig.Mail.Taken);
        Assert.AreEqual("mail transient, mail sent", await MailLedgerAsync(rig));
        CollectionAssert.Contains(await rig.Bot.TimelineAsync(made.RequestId), "delivered:2");
        Assert.DoesNotContain("could not be sent", await rig.CardAsync(made.RequestId), StringComparison.Ordinal);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Ask_ServerNeverTakesIt_ShowsTheCardOnTheLastDelivery()
    {
        await using var rig = await StartAsync(null, Person(1));
        rig.Mail.Answer = new SmtpResponse(SmtpReplyCode.Aborted, "later");

        var made = await rig.AskAsync("digest advisors try@example.com", Ct);

        var card = await rig.CardAsync(made.RequestId);
        Assert.Contains("The e-mail could not be sent: the mail server did not take it.", card, StringComparison.Ordinal);
        Assert.Contains("TWAV001ZZ", card, StringComparison.Ordinal);
        CollectionAssert.Contains(await rig.Bot.TimelineAsync(made.RequestId), "delivered:3");
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Ask_CardFailsAfterTheMail_MailsOnce()
    {
        await using var rig = await StartAsync(null, Person(1));
        // Every try of the first delivery.
        for (var i = 0; i < 3; i++)
            rig.Bot.Channel.Fail(new StubFault { Status = 503, When = r => r.Body.Contains("TWAV001ZZ", StringComparison.Ordinal) });

        var made = await rig.AskAsync("digest advisors try@example.com", Ct);

        CollectionAssert.Contains(await rig.Bot.TimelineAsync(made.RequestId), "delivered:2");
        Assert.HasCount(1, rig.Mail.Taken);
        Assert.AreEqual("mail sent", await MailLedgerAsync(rig));
        Assert.Contains("TWAV001ZZ", await rig.CardAsync(made.RequestId), StringComparison.Ordinal);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Ask_CrashBetweenServerAndLedger_SendsAgainUnderTheSameMessageId()
    {
        await using var rig = await StartAsync(
            services => services.AddSingleton<IMailer>(p => new DiesOnce(ActivatorUtilities.CreateInstance<SmtpMailer>(p))), Person(1));

        await rig.AskAsync("digest advisors try@example.com", Ct);

        var mails = rig.Mail.Taken.ToArray();
        Assert.HasCount(2, mails);
        Assert.AreEqual(mails[0].MessageId, mails[1].MessageId);
        Assert.AreEqual(mails[0].TextBody, mails[1].TextBody);
        Assert.AreEqual("mail sent", await MailLedgerAsync(rig));
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Ask_AnotherDomain_MailsNothingAndSaysSo()
    {
        await using var rig = await StartAsync(
            services => services.Configure<WellIntake.Modules.Digest.DigestOptions>(o => o.MailDomains.Add("example.com")), Person(1));

        var made = await rig.AskAsync("digest advisors try@sub.example.com", Ct);

        Assert.IsTrue(rig.Mail.Taken.IsEmpty);
        Assert.Contains("mail may not go to the address's domain", await rig.CardAsync(made.RequestId), StringComparison.Ordinal);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task DryRun_WithAnAddress_MailsNothingAndPromisesNothing()
    {
        await using var rig = await StartAsync(null, Person(1));

        var made = await rig.SendAsync(j => j with { DryRun = true, TestRecipientEmail = "try@example.com" }, Ct);

        Assert.IsTrue(rig.Mail.Taken.IsEmpty);
        Assert.DoesNotContain(Banner, await rig.CardAsync(made.RequestId), StringComparison.Ordinal);
    }

    private static async Task<string> MailLedgerAsync(SendingRig rig) =>
        string.Join(", ", (await rig.Bot.DeliveriesAsync()).Where(d => d.Kind == "mail").Select(d => $"{d.Kind} {d.Outcome}"));

    /// <summary>Sends, and ends before anyone can write that down, the first time.</summary>
    private sealed class DiesOnce(IMailer inner) : IMailer
    {
        private bool _died;

        public string Description => inner.Description;

        public async Task<MailResult> SendAsync(OutgoingMail mail, CancellationToken ct)
        {
            var result = await inner.SendAsync(mail, ct);
            if (_died)
                return result;
            _died = true;
            throw new IOException("The process ended here.");
        }
    }
}
