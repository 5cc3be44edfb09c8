using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Tests.Modules.Digest.Parsing;

[TestClass]
[TestCategory("DIG-3")]
public sealed class CompensationParserTests
{
    [TestMethod]
    [DataRow("$200K–$250K OTE", nameof(CompensationKind.OnTarget), 200_000, 250_000)]
    [DataRow("200-250k OTE", nameof(CompensationKind.OnTarget), 200_000, 250_000)]
    [DataRow("base 150k + bonus 50k", nameof(CompensationKind.BasePlusBonus), 200_000, 200_000)]
    [DataRow("150k base + 20% bonus", nameof(CompensationKind.BasePlusBonus), 180_000, 180_000)]
    [DataRow("150-175 base", nameof(CompensationKind.Base), 150_000, 175_000)]
    [DataRow("$300k all-in", nameof(CompensationKind.AllIn), 300_000, 300_000)]
    [DataRow("$1.2M all in", nameof(CompensationKind.AllIn), 1_200_000, 1_200_000)]
    [DataRow("$180,000", nameof(CompensationKind.Unspecified), 180_000, 180_000)]
    [DataRow("120–150", nameof(CompensationKind.Unspecified), 120_000, 150_000)]
    [DataRow("€95k", nameof(CompensationKind.Unspecified), 95_000, 95_000)]
    public void Parse_AYearsPay_ReadsKindAndEnds(string text, string kind, int low, int high)
    {
        var read = CompensationParser.Parse(text);

        Assert.IsNotNull(read.Value, read.Reason);
        Assert.AreEqual((kind, (decimal)low, (decimal)high), (read.Value.Kind.ToString(), read.Value.Low, read.Value.High));
    }

    [TestMethod]
    [DataRow("", "empty")]
    [DataRow("negotiable", "no amount")]
    [DataRow("45% payout", "payout")]
    [DataRow("$85/hr", "not a year's")]
    [DataRow("$250-200K", "backwards")]
    [DataRow("7", "not a year's pay")]
    public void Parse_NoYearsPay_IsNullWithReason(string text, string reason)
    {
        var read = CompensationParser.Parse(text);

        Assert.IsNull(read.Value);
        Assert.Contains(reason, read.Reason!, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("200-250k OTE", "$200K–$250K OTE")]
    [DataRow("base 150k + bonus 50k", "$150K base + $50K bonus")]
    [DataRow("300 all-in", "$300K all-in")]
    public void ToString_Read_IsWrittenOneWay(string text, string expected) =>
        Assert.AreEqual(expected, CompensationParser.Parse(text).Value!.ToString());
}
