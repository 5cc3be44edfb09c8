using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Tests.Modules.Digest.Parsing;

[TestClass]
[TestCategory("DIG-3")]
public sealed class MoneyParserTests
{
    [TestMethod]
    [DataRow("$1.2B", 1_200_000_000d, 1_200_000_000d)]
    [DataRow("$1.2 B AUM", 1_200_000_000d, 1_200_000_000d)]
    [DataRow("500MM", 500_000_000d, 500_000_000d)]
    [DataRow("500mm", 500_000_000d, 500_000_000d)]
    [DataRow("500M", 500_000_000d, 500_000_000d)]
    [DataRow("850K–1.1M", 850_000d, 1_100_000d)]
    [DataRow("850K-1.1M", 850_000d, 1_100_000d)]
    [DataRow("850K to 1.1M", 850_000d, 1_100_000d)]
    [DataRow("$1-2M", 1_000_000d, 2_000_000d)]
    [DataRow("$1.5M - $2M T12", 1_500_000d, 2_000_000d)]
    [DataRow("between $3M and $4M", 3_000_000d, 4_000_000d)]
    [DataRow("$2.5 million", 2_500_000d, 2_500_000d)]
    [DataRow("1.1 billion", 1_100_000_000d, 1_100_000_000d)]
    [DataRow("1,200,000", 1_200_000d, 1_200_000d)]
    [DataRow("1200000", 1_200_000d, 1_200_000d)]
    [DataRow("1.200.000 €", 1_200_000d, 1_200_000d)]
    [DataRow("€500k", 500_000d, 500_000d)]
    [DataRow("$2M in production", 2_000_000d, 2_000_000d)]
    [DataRow("T12: $1.4M", 1_400_000d, 1_400_000d)]
    [DataRow("$950,000", 950_000d, 950_000d)]
    [DataRow("USD 3mm", 3_000_000d, 3_000_000d)]
    public void Parse_AnAmount_ReadsBothEnds(string text, double low, double high)
    {
        var money = MoneyParser.Parse(text);

        Assert.IsNotNull(money.Value, money.Reason);
        Assert.AreEqual((decimal)low, money.Value.Low);
        Assert.AreEqual((decimal)high, money.Value.High);
        Assert.IsNull(money.Reason);
    }

    [TestMethod]
    [DataRow("~$300M", nameof(MoneyBound.About))]
    [DataRow("about $300M", nameof(MoneyBound.About))]
    [DataRow("nearly $300M", nameof(MoneyBound.About))]
    [DataRow("over $1bn", nameof(MoneyBound.AtLeast))]
    [DataRow("just over $1bn", nameof(MoneyBound.AtLeast))]
    [DataRow("north of $1bn", nameof(MoneyBound.AtLeast))]
    [DataRow("$1B+", nameof(MoneyBound.AtLeast))]
    [DataRow("under $90M", nameof(MoneyBound.AtMost))]
    [DataRow("up to $90M", nameof(MoneyBound.AtMost))]
    [DataRow("at most $90M", nameof(MoneyBound.AtMost))]
    [DataRow("$90M", nameof(MoneyBound.Exact))]
    public void Parse_AWordOfMeasure_KeepsIt(string text, string bound) =>
        Assert.AreEqual(bound, MoneyParser.Parse(text).Value?.Bound.ToString());

    [TestMethod]
    [DataRow("$1.2B AUM", nameof(MoneyLabel.Assets))]
    [DataRow("AUM: $1.2B", nameof(MoneyLabel.Assets))]
    [DataRow("manages $1.2B", nameof(MoneyLabel.Assets))]
    [DataRow("$1.2B in client assets", nameof(MoneyLabel.Assets))]
    [DataRow("a book of $400M", nameof(MoneyLabel.Assets))]
    [DataRow("$900K T12", nameof(MoneyLabel.Production))]
    [DataRow("production of $900K", nameof(MoneyLabel.Production))]
    [DataRow("$900K in production", nameof(MoneyLabel.Production))]
    [DataRow("$250K OTE", nameof(MoneyLabel.Compensation))]
    [DataRow("$250K", nameof(MoneyLabel.None))]
    [DataRow("$2M net worth", nameof(MoneyLabel.Other))]
    public void Parse_AnAmountWithALabel_KnowsIt(string text, string label) =>
        Assert.AreEqual(label, MoneyParser.FindAll(text).Single().Value!.Label.ToString());

    [TestMethod]
    [DataRow("", "empty")]
    [DataRow("undisclosed", "no amount")]
    [DataRow("450", "neither currency nor scale")]
    [DataRow("1,5M", "could be a decimal point")]
    [DataRow("$1.2", "no scale")]
    [DataRow("$900-1.1M", "backwards")]
    [DataRow("$3M or $4M", "several amounts")]
    [DataRow("7/66", "no amount|neither")]
    [DataRow("30%", "no amount")]
    public void Parse_AmbiguousOrNone_IsNullWithReason(string text, string reason)
    {
        var money = MoneyParser.Parse(text);

        Assert.IsNull(money.Value);
        Assert.IsTrue(reason.Split('|').Any(r => money.Reason!.Contains(r, StringComparison.Ordinal)), money.Reason);
    }

    [TestMethod]
    public void Parse_SeveralLabelled_TakesTheWanted()
    {
        const string text = "$1.2B AUM, $9M production";

        Assert.AreEqual(1_200_000_000m, MoneyParser.Parse(text, MoneyLabel.Assets).Value!.Low);
        Assert.AreEqual(9_000_000m, MoneyParser.Parse(text, MoneyLabel.Production).Value!.Low);
    }

    [TestMethod]
    [DataRow("Barron's Top 1,200 in 2023, clients in 401k plans, Series 7/66, 20 years, 5 mentors, 3 minutes")]
    [DataRow("Room 12B-7x, version 1.2.3, phone 555-1234")]
    public void FindAll_NumbersThatAreNoMoney_AreLeftAlone(string text) =>
        Assert.AreEqual(string.Empty, string.Join('|', MoneyParser.FindAll(text).Select(m => m.Text)));

    [TestMethod]
    public void FindAll_TwoAmounts_GivesTheSpanOfEach()
    {
        const string text = "I run $400M and produce about $3.1M a year.";

        var found = MoneyParser.FindAll(text);

        CollectionAssert.AreEqual(new[] { "$400M", "about $3.1M" }, found.Select(m => m.Text).ToArray());
        Assert.IsTrue(found.All(m => text.Substring(m.Span.Start, m.Span.Length) == m.Text));
    }

    [TestMethod]
    public void FindAll_FromTo_IsAChange()
    {
        var money = MoneyParser.FindAll("grew from $400M to $650M").Single().Value!;

        Assert.IsTrue(money.IsChange);
        Assert.AreEqual(650_000_000m, money.High);
        Assert.IsFalse(MoneyParser.FindAll("$400M to $650M").Single().Value!.IsChange);
    }

    [TestMethod]
    [DataRow(1_200_000_000d, "$1.2B")]
    [DataRow(650_000_000d, "$650M")]
    [DataRow(1_234_567d, "$1.23M")]
    [DataRow(999_999_999d, "$1B")]
    [DataRow(850_000d, "$850K")]
    [DataRow(999d, "$999")]
    public void Short_AnAmount_IsWrittenAsTheFieldDoes(double amount, string text) =>
        Assert.AreEqual(text, Money.Short((decimal)amount));
}
