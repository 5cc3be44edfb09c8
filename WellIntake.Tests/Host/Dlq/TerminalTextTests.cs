using WellIntake.Host.Commands.Dlq;

namespace WellIntake.Tests.Dlq;

/// <summary>What a terminal must not be told.</summary>
[TestClass]
public sealed class TerminalTextTests
{
    [TestMethod, TestCategory("DLQ-1")]
    [DataRow("plain Zoë 漢字 👍", "plain Zoë 漢字 👍")]
    [DataRow("\u001b[31mred", "\\u001b[31mred")]
    [DataRow("a\rb\bc\0", "a\\u000db\\u0008c\\u0000")]
    [DataRow("\u009b2J", "\\u009b2J")]
    [DataRow("\u202egnp.exe", "\\u202egnp.exe")]
    [DataRow("two\nlines", "two\\u000alines")]
    [DataRow("", "")]
    [DataRow(null, "")]
    public void Escape_TextFromOutside_IsShownAndNotObeyed(string? text, string expected) => Assert.AreEqual(expected, TerminalText.Escape(text));

    [TestMethod, TestCategory("DLQ-1")]
    public void Escape_Body_KeepsItsLines() => Assert.AreEqual("two\nlines\\u001b", TerminalText.Escape("two\nlines\u001b", keepLines: true));
}
