using WellIntake.Modules.Digest.Chat;
using WellIntake.Modules.Digest.Contracts;
using WellIntake.Modules.Platform.Teams;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Tests.Modules.Digest.Chat;

/// <summary>What follows the word "digest".</summary>
[TestClass]
public sealed class DigestCommandTests
{
    [TestMethod, TestCategory("WEB-4")]
    [DataRow("", "advisors", 7, 6)]
    [DataRow("advisors", "advisors", 7, 6)]
    [DataRow("steve_perry", "advisors", 7, 6)]
    [DataRow("c_suite", "c_suite", 7, 6)]
    [DataRow("C-Suite", "c_suite", 7, 6)]
    [DataRow("global", "global", 7, 6)]
    [DataRow("all", "global", 7, 6)]
    [DataRow("personal", "personal", 7, 6)]
    [DataRow("mine", "personal", 7, 6)]
    [DataRow("for advisors, please!", "advisors", 7, 6)]
    [DataRow("14 days", "advisors", 14, 6)]
    [DataRow("of the last 30 days for global", "global", 30, 6)]
    [DataRow("For Advisors Last 14 Days Top 3", "advisors", 14, 3)]
    [DataRow("top 10", "advisors", 7, 10)]
    [DataRow("1 day top 1", "advisors", 1, 1)]
    [DataRow("365 days top 50", "advisors", 365, 50)]
    public async Task Answer_Arguments_BecomeTheRequest(string arguments, string audience, int days, int most)
    {
        var accepted = Assert.IsInstanceOfType<ChatAnswer.Accept>(await AnswerAsync(arguments));

        var job = Assert.IsInstanceOfType<DigestRequestJob>(accepted.Request.Job);
        Assert.AreEqual((audience, days, most), (job.Audience, job.DateRangeDays, job.MaxCandidates));
        Assert.IsEmpty(job.Validate());
        Assert.AreEqual("request1", job.MessageId);
    }

    [TestMethod, TestCategory("WEB-4")]
    [DataRow("0 days", "That is too far")]
    [DataRow("366 days", "That is too far")]
    [DataRow("top 0", "That is too many")]
    [DataRow("top 51", "That is too many")]
    [DataRow("aliens", "A digest for whom?")]
    [DataRow("top", "A digest for whom?")]
    [DataRow("99999999999 days", "A digest for whom?")]
    [DataRow("-5 days", "A digest for whom?")]
    public async Task Answer_WhatCannotBe_SaysWhyAndMakesNoRequest(string arguments, string expected) =>
        Assert.AreEqual(expected, Assert.IsInstanceOfType<ChatAnswer.Reply>(await AnswerAsync(arguments)).Summary);

    [TestMethod, TestCategory("WEB-4")]
    public async Task Answer_UnknownWord_IsShownAsTextAndCut()
    {
        var reply = Assert.IsInstanceOfType<ChatAnswer.Reply>(await AnswerAsync("[x](http://evil)" + new string('y', 500)));

        var run = ((RichTextBlock)reply.Card.Body[1]).Inlines[0];
        Assert.Contains("[x](http://evil)", run.Text);
        Assert.IsLessThan(120, run.Text.Length);
    }

    private static ValueTask<ChatAnswer> AnswerAsync(string arguments) => new DigestCommand(new UsualPreferences(), TimeProvider.System).AnswerAsync(
        new IncomingMessage
        {
            RequestId = "request1",
            Text = "digest " + arguments,
            UserId = "user",
            UserEmail = "user@example.com",
            Where = new ConversationAddress("https://smba.trafficmanager.net/amer", "chat", "personal", "msteams", null, "bot", "user"),
        },
        arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), CancellationToken.None);
}
