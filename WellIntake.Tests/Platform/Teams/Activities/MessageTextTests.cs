using System.Text;
using WellIntake.Modules.Platform.Teams.Activities;

namespace WellIntake.Tests.Platform.Teams.Activities;

[TestClass]
[TestCategory("WEB-3")]
public sealed class MessageTextTests
{
    private static readonly ChannelAccount Bot = new() { Id = "28:bot", Name = "WellIntake" };

    [TestMethod]
    [DataRow("digest advisors", "digest advisors")]
    [DataRow("  digest \t\r\n advisors  ", "digest advisors")]
    [DataRow("digest\u00A0advisors", "digest advisors")]
    [DataRow("digest&nbsp;advisors", "digest advisors")]
    [DataRow("AT&T and R&amp;D", "AT&T and R&D")]
    [DataRow("di\u200Bge\u00ADst\uFEFF", "digest")]
    [DataRow("\u202Edigest\u2066", "digest")]
    [DataRow("ｄｉｇｅｓｔ　ａｄｖｉｓｏｒｓ", "digest advisors")]
    [DataRow("ﬁnd ①", "find 1")]
    [DataRow("cafe\u0301", "café")]
    [DataRow("a\u0000b\u001Fc", "a b c")]
    [DataRow("line\u2028next", "line next")]
    [DataRow("a < b", "a < b")]
    [DataRow("\u200B\u00A0", "")]
    [DataRow("", "")]
    [DataRow(null, "")]
    [DataRow("none \uFFFE here", "none here")]
    [DataRow("this is Chicago", "this is Chicago")]
    public void Normalise_Plain_IsCleaned(string? text, string expected) => Assert.AreEqual(expected, Normalise(text));

    [TestMethod]
    [DataRow("<at>WellIntake</at> digest", "digest")]
    [DataRow("<at>WellIntake</at>&nbsp;digest", "digest")]
    [DataRow("please <at>WellIntake</at> digest", "please digest")]
    [DataRow("digest<at>WellIntake</at>", "digest")]
    [DataRow("<at>wellintake</at> digest <AT>WellIntake</AT>", "digest")]
    [DataRow("<at id=\"0\">WellIntake</at> digest", "digest")]
    public void Normalise_MentionOfTheBot_IsRemoved(string text, string expected)
    {
        Assert.AreEqual(expected, Normalise(text, Mention("28:bot", "WellIntake", "<at>WellIntake</at>")), "with the mention's text");
        Assert.AreEqual(expected, Normalise(text, Mention("28:bot", "WellIntake", null)), "without it");
    }

    [TestMethod]
    public void Normalise_MentionOfSomeoneElse_KeepsTheName() =>
        Assert.AreEqual("candidates of Alex Wilber", Normalise("<at>WellIntake</at> candidates of <at>Alex Wilber</at>",
            Mention("28:bot", "WellIntake", null), Mention("29:alex", "Alex Wilber", "<at>Alex Wilber</at>")));

    [TestMethod]
    public void Normalise_PersonWithTheBotsName_StaysByIdAndOrder() =>
        Assert.AreEqual("ask WellIntake now", Normalise("<at>WellIntake</at> ask <at>WellIntake</at> now",
            Mention("28:bot", "WellIntake", null), Mention("29:other", "WellIntake", null)));

    [TestMethod]
    public void Normalise_PersonMentionedNotTheBot_IsNotTakenForIt() =>
        Assert.AreEqual("WellIntake hi", Normalise("<at>WellIntake</at> hi", Mention("29:other", "WellIntake", null)));

    [TestMethod]
    public void Normalise_NameWithEntity_IsMatched() =>
        Assert.AreEqual("hi", Normalise("<at>R&amp;D Bot</at> hi", Mention("28:bot", "R&D Bot", null)));

    [TestMethod]
    public void Normalise_NoEntitiesAtAll_RemovesTheBotsOwnName()
    {
        Assert.AreEqual("hi", Normalise("<at>WellIntake</at> hi"));
        Assert.AreEqual("Alex hi", Normalise("<at>Alex</at> hi"));
    }

    [TestMethod]
    public void Normalise_MentionWithoutTag_IsRemoved() =>
        Assert.AreEqual("digest", Normalise("@WellIntake digest", Mention("28:bot", "WellIntake", "@WellIntake")));

    [TestMethod]
    [DataRow("xml", "<b>digest</b><br/>advisors", "digest advisors")]
    [DataRow("html", "<p>a &lt; b</p>", "a < b")]
    [DataRow("plain", "<b>x</b>", "<b>x</b>")]
    public void Normalise_Format_DecidesAboutTags(string format, string text, string expected) =>
        Assert.AreEqual(expected, MessageText.Normalise(new Activity { Type = "message", Text = text, TextFormat = format, Recipient = Bot }));

    [TestMethod]
    public void Normalise_HalfASurrogatePair_IsDropped()
    {
        Assert.AreEqual("odd half", Normalise("odd \uD800 half"));
        Assert.AreEqual("odd half", Normalise("odd \uDC00half\uD83D"));
    }

    [TestMethod]
    public void Normalise_Long_IsCutWithoutHalves()
    {
        Assert.AreEqual(MessageText.MaxLength, Normalise(new string('a', 1_000_000)).Length);
        var faces = Normalise("x" + string.Concat(Enumerable.Repeat("😀", 200_000)));
        Assert.IsLessThanOrEqualTo(MessageText.MaxLength, faces.Length);
        Assert.IsFalse(char.IsHighSurrogate(faces[^1]));
    }

    [TestMethod]
    public void Normalise_Twice_ChangesNothing()
    {
        const int seed = 7;
        var random = new Random(seed);
        for (var i = 0; i < 500; i++)
        {
            var text = new StringBuilder();
            for (var n = random.Next(40); n > 0; n--)
                text.Append((char)random.Next(0x20, 0x3100));
            // Decoding is the one step that is not meant to be done twice.
            var once = Normalise(text.Replace('&', ' ').ToString());
            Assert.AreEqual(once, Normalise(once), $"seed {seed}, text {i}");
        }
    }

    private static ActivityEntity Mention(string id, string name, string? text) => new("mention", text, id, name, null);

    private static string Normalise(string? text, params ActivityEntity[] entities) =>
        MessageText.Normalise(new Activity { Type = "message", Text = text, TextFormat = "plain", Recipient = Bot, Entities = entities });
}
