using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Tests.Modules.Digest.Parsing;

[TestClass]
[TestCategory("DIG-3")]
public sealed class AvailabilityParserTests
{
    // A Sunday.
    private static readonly DateOnly Today = new(2026, 11, 22);

    [TestMethod]
    [DataRow("two weeks' notice", nameof(AvailabilityKind.Notice), 2, 2)]
    [DataRow("two weeks’ notice", nameof(AvailabilityKind.Notice), 2, 2)]
    [DataRow("needs to give 30 days notice", nameof(AvailabilityKind.Notice), 5, 5)]
    [DataRow("2-week notice", nameof(AvailabilityKind.Notice), 2, 2)]
    [DataRow("2 weeks", nameof(AvailabilityKind.Period), 2, 2)]
    [DataRow("in 4 to 6 weeks", nameof(AvailabilityKind.Period), 4, 6)]
    [DataRow("2-3 months", nameof(AvailabilityKind.Period), 9, 13)]
    [DataRow("a couple of weeks", nameof(AvailabilityKind.Period), 2, 2)]
    [DataRow("within 6 weeks", nameof(AvailabilityKind.Period), 0, 6)]
    [DataRow("30 days", nameof(AvailabilityKind.Period), 5, 5)]
    [DataRow("90-day garden leave", nameof(AvailabilityKind.GardenLeave), 13, 13)]
    [DataRow("immediately", nameof(AvailabilityKind.Immediate), 0, 0)]
    [DataRow("ASAP", nameof(AvailabilityKind.Immediate), 0, 0)]
    [DataRow("available now", nameof(AvailabilityKind.Immediate), 0, 0)]
    [DataRow("Q2", nameof(AvailabilityKind.Quarter), 19, 32)] // 1 Apr – 30 Jun 2027: 130 and 220 days
    [DataRow("Q2 2027", nameof(AvailabilityKind.Quarter), 19, 32)]
    [DataRow("Q4", nameof(AvailabilityKind.Quarter), 0, 6)] // running: to 31 Dec, 39 days
    [DataRow("January 2027", nameof(AvailabilityKind.Month), 6, 10)] // 40 and 70 days
    [DataRow("may be free in January", nameof(AvailabilityKind.Month), 6, 10)]
    [DataRow("15 January", nameof(AvailabilityKind.Date), 8, 8)] // 54 days
    [DataRow("Jan 15, 2027", nameof(AvailabilityKind.Date), 8, 8)]
    [DataRow("after bonus in March", nameof(AvailabilityKind.AfterEvent), 15, 19)] // 99 and 129 days
    [DataRow("end of year", nameof(AvailabilityKind.EndOfYear), 2, 6)] // 1 and 31 Dec: 9 and 39 days
    [DataRow("by the end of the year", nameof(AvailabilityKind.EndOfYear), 2, 6)]
    [DataRow("next month", nameof(AvailabilityKind.Month), 2, 6)]
    public void Parse_ATime_GivesWeeks(string text, string kind, int min, int max)
    {
        var read = AvailabilityParser.Parse(text, Today);

        Assert.IsNotNull(read.Value, read.Reason);
        Assert.AreEqual((kind, min, max), (read.Value.Kind.ToString(), read.Value.MinWeeks, read.Value.MaxWeeks));
        Assert.AreEqual(read.Text, text.Substring(read.Span.Start, read.Span.Length));
    }

    [TestMethod]
    [DataRow("", "empty")]
    [DataRow("flexible", "left open")]
    [DataRow("TBD", "left open")]
    [DataRow("not available", "not available")]
    [DataRow("Q1 2025", "has passed")]
    [DataRow("6-2 weeks", "backwards")]
    [DataRow("31 April 2027", "no such day")]
    [DataRow("we may talk again", "no time")]
    [DataRow("loves golf", "no time")]
    public void Parse_NoCertainTime_IsNullWithReason(string text, string reason)
    {
        var read = AvailabilityParser.Parse(text, Today);

        Assert.IsNull(read.Value);
        Assert.Contains(reason, read.Reason!, StringComparison.Ordinal);
    }

    [TestMethod]
    public void Parse_AfterAnEvent_NamesIt() =>
        Assert.AreEqual("bonus", AvailabilityParser.Parse("After his bonus in March", Today).Value!.After);

    [TestMethod]
    [DataRow(0, 0, "Available now")]
    [DataRow(1, 1, "Available in 1 week")]
    [DataRow(2, 2, "Available in 2 weeks")]
    [DataRow(0, 6, "Available within 6 weeks")]
    [DataRow(19, 32, "Available in 19–32 weeks")]
    public void ToString_Weeks_ReadsAsASentence(int min, int max, string text) =>
        Assert.AreEqual(text, new Availability(AvailabilityKind.Period, min, max).ToString());
}
