using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Reasons;
using WellIntake.Modules.Digest.Rendering;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Tests.Platform.Teams.Bot;
using static WellIntake.Tests.Modules.Digest.CandidateBuilder;

namespace WellIntake.Tests.Modules.Digest.Chat;

[TestClass]
[TestCategory("DIG-2")]
[TestCategory("WEB-7")]
public sealed class WhyTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Press_OnesOwnDigest_BringsEachBulletWithItsPlace()
    {
        await using var rig = await RigAsync();

        await rig.PressAsync(DigestVerbs.Why, """{"request_id":"r-1","candidate":1}""", "p1");

        var card = await NewestCardAsync(rig);
        foreach (var said in new[] { "Why TWAV100001ZZ", "Role: advisor", "Record: title", "Manages $1B+", "Record: AUM" })
            Assert.Contains(said, card, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("why TWAV100001ZZ", true, true)]
    [DataRow("why twav100001zz 2", false, true)]
    [DataRow("why TWAV100001ZZ #1?", true, false)]
    public async Task Say_AReference_BringsAllOrTheOneAskedFor(string text, bool first, bool second)
    {
        await using var rig = await RigAsync();

        await rig.SayAsync(text, "s1");

        var card = await NewestCardAsync(rig);
        Assert.AreEqual(first, card.Contains("Manages $1B+", StringComparison.Ordinal));
        Assert.AreEqual(second, card.Contains("Role: advisor", StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow("why", "Ask with the reference")]
    [DataRow("why is the sky blue", "Ask with the reference")]
    [DataRow("why TWAV100001ZZ 6", "points 1 to 2")]
    [DataRow("why TWAV100001ZZ two", "by its number")]
    [DataRow("why TWAV9", "on none of your last")]
    public async Task Say_WhatCannotBeAnswered_SaysWhatCan(string text, string expected)
    {
        await using var rig = await RigAsync();

        await rig.SayAsync(text, "s1");

        Assert.Contains(expected, await NewestCardAsync(rig), StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task SomebodyElse_ByButtonAndByReference_LearnsNothing()
    {
        await using var rig = await RigAsync();

        await rig.PressAsync(DigestVerbs.Why, """{"request_id":"r-1","candidate":1}""", "p1", user: "other");
        var pressed = await NewestCardAsync(rig);
        await rig.SayAsync("why TWAV100001ZZ", "s1", user: "other");
        var said = await NewestCardAsync(rig, after: 1);

        Assert.Contains("on none of your digests", pressed, StringComparison.Ordinal);
        Assert.Contains("on none of your last", said, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("0")]
    [DataRow("3")]
    [DataRow("\"x\"")]
    public async Task Press_APlaceThatIsNotThere_IsSaidKindly(string place)
    {
        await using var rig = await RigAsync();

        await rig.PressAsync(DigestVerbs.Why, $$"""{"request_id":"r-1","candidate":{{place}}}""", "p1");

        Assert.Contains("on none of your digests", await NewestCardAsync(rig), StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Press_ADigestOfBefore_AsksForANewOne()
    {
        await using var rig = await RigAsync("""[{"candidate_id":"crm-100001","reference":"TWAV100001ZZ"}]""");

        await rig.PressAsync(DigestVerbs.Why, """{"request_id":"r-1","candidate":1}""", "p1");

        Assert.Contains("Ask for a new one", await NewestCardAsync(rig), StringComparison.Ordinal);
    }

    private async Task<string> NewestCardAsync(BotRig rig, int after = 0)
    {
        await rig.UntilAsync(() => rig.Channel.Visible("chat").Count > after, TestContext.CancellationToken);
        return RenderedText.Of(rig.Channel.Visible("chat")[^1].Body, "card");
    }

    private static async Task<BotRig> RigAsync(string? metadata = null)
    {
        var rig = await BotRig.StartAsync();
        await using var db = await rig.Database.Contexts.CreateDbContextAsync();
        db.Add(Candidate("crm-100001", c => (c.Locator, c.Name, c.Firm, c.Title, c.AumText) = ("TWAV100001ZZ", "Odalys Quillford", "Merrill Lynch", "Advisor", "$1.23B")));
        db.Add(new DigestRequest
        {
            RequestId = "r-1",
            CorrelationId = "r-1",
            UserId = "user",
            UserEmail = "user@example.com",
            ConversationId = "chat",
            Audience = "advisors",
            Status = RequestStatus.Delivered,
            CardsMetadata = metadata ?? ShownCandidate.Write(
            [
                new("crm-100001", "TWAV100001ZZ",
                [
                    new("Manages $1B+", new BulletSource("candidate", "crm-100001", "aum_text")),
                    new("Role: advisor", new BulletSource("candidate", "crm-100001", "title")),
                ]),
            ]),
        });
        await db.SaveChangesAsync();
        return rig;
    }
}
