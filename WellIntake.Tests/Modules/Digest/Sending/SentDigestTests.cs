using Microsoft.Extensions.DependencyInjection;
using SmtpServer.Protocol;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Reasons;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Tests.Modules.Digest.Anonymising;
using static WellIntake.Tests.Modules.Digest.Sending.SendingRig;

namespace WellIntake.Tests.Modules.Digest.Sending;

/// <summary>Who counts as sent, and who is not sent again.</summary>
[TestClass]
[TestCategory("DIG-5")]
public sealed class SentDigestTests
{
    private static readonly SmtpResponse Refusal = new(SmtpReplyCode.MailboxUnavailable, "no");

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Subscription_SentBefore_IsLeftOutWithItsTwinUntilFourWeeksAreOver()
    {
        await using var rig = await StartAsync(null, Person(1), Person(2));
        await rig.SendAsync(Subscription, Ct);
        await rig.AddAsync(Person(3), Person(4, c => (c.Name, c.Firm) = ("PERSON001  Surname001", "Firmname001 partners")));

        var second = await rig.SendAsync(Subscription, Ct);
        // The last moment of the third week after that of the sending, a Sunday, and the first of the fourth.
        rig.Time.Advance(new DateTimeOffset(2026, 12, 13, 23, 59, 59, TimeSpan.Zero) - rig.Time.GetUtcNow());
        var held = await rig.SendAsync(j => Subscription(j) with { DateRangeDays = 60 }, Ct);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        var again = await rig.SendAsync(j => Subscription(j) with { DateRangeDays = 60 }, Ct);

        CollectionAssert.AreEqual(new[] { "crm-003 ann@example.com" }, await rig.SentAsync(second.RequestId));
        Assert.IsEmpty(await rig.SentAsync(held.RequestId));
        Assert.HasCount(3, await rig.SentAsync(again.RequestId), "The twin of crm-001 is no fourth.");
        var card = await rig.CardAsync(second.RequestId);
        Assert.Contains("3 candidates were left out: sent in the last four weeks already, or another record of the same person.", card, StringComparison.Ordinal);
        Assert.Contains("1 of 4 candidates", card, StringComparison.Ordinal);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Subscription_EveryoneWentOut_SaysSoAndNotThatNobodyWasPublished()
    {
        await using var rig = await StartAsync(null, Person(1));
        await rig.SendAsync(Subscription, Ct);

        var second = await rig.SendAsync(Subscription, Ct);

        var card = await rig.CardAsync(second.RequestId);
        Assert.Contains("0 of 1 candidate", card, StringComparison.Ordinal);
        Assert.Contains("1 candidate was left out", card, StringComparison.Ordinal);
        Assert.DoesNotContain("No candidate", card, StringComparison.Ordinal);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Subscription_AnotherAudienceOrReader_IsSentTheSame()
    {
        await using var rig = await StartAsync(null, Person(1, c => c.Audience = "advisors,c_suite"));
        await rig.SendAsync(Subscription, Ct);

        var audience = await rig.SendAsync(j => Subscription(j) with { Audience = "c_suite" }, Ct);
        var reader = await rig.SendAsync(j => Subscription(j) with { UserEmail = "bob@example.com" }, Ct);

        Assert.HasCount(1, await rig.SentAsync(audience.RequestId));
        CollectionAssert.AreEqual(new[] { "crm-001 bob@example.com" }, await rig.SentAsync(reader.RequestId));
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task IgnoreCooldown_SentBefore_SendsAgain()
    {
        await using var rig = await StartAsync(null, Person(1));
        await rig.SendAsync(Subscription, Ct);

        var again = await rig.SendAsync(j => Subscription(j) with { IgnoreCooldown = true }, Ct);

        Assert.HasCount(1, await rig.SentAsync(again.RequestId));
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Chat_AskedTwice_ShowsEveryoneWithMarksBothTimes()
    {
        await using var rig = await StartAsync(null, Person(1));
        await rig.SendAsync(Subscription, Ct);
        await rig.AddAsync(Person(2));

        var first = await rig.AskAsync("digest advisors", Ct);
        var second = await rig.AskAsync("digest advisors", Ct);

        var card = await rig.CardAsync(first.RequestId);
        Assert.Contains("TWAV001ZZ · published 20 Nov 2026 · sent to advisors on 22 Nov", card, StringComparison.Ordinal);
        Assert.IsTrue(card.Split('\n').Contains("TWAV002ZZ · published 20 Nov 2026"), "Who never went out is not marked.");
        Assert.AreEqual(card, await rig.CardAsync(second.RequestId));
        Assert.IsEmpty((await rig.SentAsync(first.RequestId)).Concat(await rig.SentAsync(second.RequestId)).ToList());
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Mail_Refused_CountsForNobody()
    {
        await using var rig = await StartAsync(null, Person(1));
        rig.Mail.Answer = Refusal;
        await rig.SendAsync(ByMail, Ct);
        Assert.IsEmpty(await rig.SentAsync());

        rig.Mail.Answer = SmtpResponse.Ok;
        await rig.SendAsync(ByMail, Ct);

        CollectionAssert.AreEqual(new[] { "crm-001 client@example.com" }, await rig.SentAsync());
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Subscription_MailRefused_CountsForTheReaderOfTheCard()
    {
        await using var rig = await StartAsync(null, Person(1));
        rig.Mail.Answer = Refusal;

        var sent = await rig.SendAsync(j => ByMail(Subscription(j)), Ct);

        CollectionAssert.AreEqual(new[] { "crm-001 ann@example.com" }, await rig.SentAsync());
        Assert.Contains("The e-mail could not be sent: the address was refused.", await rig.CardAsync(sent.RequestId), StringComparison.Ordinal);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Subscription_CardTooSmallForAll_CountsForEachReaderWhatTheyGot()
    {
        await using var rig = await StartAsync(null, [.. Enumerable.Range(1, 50).Select(i => Person(i))]);

        var sent = await rig.SendAsync(j => ByMail(Subscription(j)) with { MaxCandidates = 50 }, Ct);

        var rows = await rig.SentAsync(sent.RequestId);
        var card = await rig.CardAsync(sent.RequestId);
        var onCard = Enumerable.Range(1, 50).Where(i => card.Contains($"TWAV{i:000}ZZ", StringComparison.Ordinal)).Select(i => $"crm-{i:000} ann@example.com").ToList();
        Assert.IsInRange(1, 49, onCard.Count, "The card has to be too small for this test.");
        CollectionAssert.AreEqual(onCard, rows.Where(r => r.EndsWith(" ann@example.com", StringComparison.Ordinal)).ToList());
        var mail = rig.Mail.Taken.Single();
        for (var i = 1; i <= 50; i++)
            Assert.Contains($"TWAV{i:000}ZZ", mail.TextBody!, StringComparison.Ordinal);
        Assert.AreEqual(50, rows.Count(r => r.EndsWith(" client@example.com", StringComparison.Ordinal)));
        Assert.AreEqual(50, ShownCandidate.Read(sent.CardsMetadata).Count);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Subscription_WithoutMail_CountsAndRemembersOnlyWhomTheCardShows()
    {
        await using var rig = await StartAsync(null, [.. Enumerable.Range(1, 50).Select(i => Person(i))]);

        var sent = await rig.SendAsync(j => Subscription(j) with { MaxCandidates = 50 }, Ct);

        var shown = ShownCandidate.Read(sent.CardsMetadata);
        Assert.IsInRange(1, 49, shown.Count);
        Assert.AreEqual(shown.Count, sent.CardsGenerated);
        CollectionAssert.AreEqual(shown.Select(s => s.CandidateId + " ann@example.com").Order(StringComparer.Ordinal).ToList(), await rig.SentAsync());
        // The others are not lost: they are next.
        var next = await rig.SendAsync(j => Subscription(j) with { MaxCandidates = 50 }, Ct);
        Assert.HasCount(50 - shown.Count, await rig.SentAsync(next.RequestId));
    }

    [TestMethod]
    [TestCategory("DIG-6")]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Subscription_HeldBackByThePrivacyCheck_DoesNotCount()
    {
        await using var rig = await StartAsync(
            services => services.AddSingleton<IAnonymiser>(new Leaky("crm-001", shown => shown with { Location = "Home of Person001 Surname001" })), Person(1), Person(2));

        var sent = await rig.SendAsync(j => ByMail(Subscription(j)), Ct);

        CollectionAssert.AreEqual(new[] { "crm-002 ann@example.com", "crm-002 client@example.com" }, await rig.SentAsync(sent.RequestId));
        Assert.AreEqual(1, sent.CardsGenerated);
        Assert.DoesNotContain("TWAV001ZZ", rig.Mail.Taken.Single().ToString(), StringComparison.Ordinal);
    }

    [TestMethod]
    [TestCategory("DIG-6")]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Mail_ShowsWhatTheCardHasNoRoomFor_IsCheckedForLeaksItself()
    {
        // The card's own check cannot see it: the candidate is one of those that the card leaves out.
        await using var rig = await StartAsync(
            services => services.AddSingleton<IAnonymiser>(new Leaky("crm-050", shown => shown with { SentNote = "ask Person050 Surname050" })),
            [.. Enumerable.Range(1, 50).Select(i => Person(i, c => c.AumText = i == 50 ? null : c.AumText))]);
        var onCardOnly = await rig.SendAsync(j => Subscription(j) with { MaxCandidates = 50, IgnoreCooldown = true }, Ct);
        Assert.DoesNotContain("TWAV050ZZ", await rig.CardAsync(onCardOnly.RequestId), StringComparison.Ordinal, "The card has to be too small for this test.");

        var failed = await rig.SendAsync(j => ByMail(Subscription(j)) with { MaxCandidates = 50, IgnoreCooldown = true }, Ct, RequestStatus.DeadLettered);

        Assert.IsTrue(rig.Mail.Taken.IsEmpty);
        Assert.IsEmpty(await rig.SentAsync(failed.RequestId));
        Assert.Contains("privacy check found the name of candidate crm-050", failed.Error!, StringComparison.Ordinal);
    }

    private static WellIntake.Modules.Digest.Contracts.DigestRequestJob Subscription(WellIntake.Modules.Digest.Contracts.DigestRequestJob job) =>
        job with { SubscriptionId = "sub12345" };

    private static WellIntake.Modules.Digest.Contracts.DigestRequestJob ByMail(WellIntake.Modules.Digest.Contracts.DigestRequestJob job) =>
        job with { RecipientEmail = "Client@Example.com" };

    /// <summary>A rule that lets something of one candidate through.</summary>
    private sealed class Leaky(string candidateId, Func<ShownCard, ShownCard> leak) : IAnonymiser
    {
        private readonly Anonymiser _inner = new(PlantedRecord.Lists);

        public ShownCard Anonymise(WellIntake.Modules.Digest.CandidateCard card, CandidateEvidence evidence, DateTimeOffset now) =>
            _inner.Anonymise(card, evidence, now) is var shown && shown.CandidateId == candidateId ? leak(shown) : shown;

        public string? Sentence(string sentence, CandidateEvidence evidence) => _inner.Sentence(sentence, evidence);
    }
}
