using System.Globalization;
using NodaTime;
using WellIntake.Modules.Platform.Crm.Import.Values;

namespace WellIntake.Tests.Platform.Crm;

[TestClass]
public sealed class ValueTests
{
    [TestMethod]
    [TestCategory("TOL-2")]
    [DataRow("2024-03-05", "2024-03-05T00:00:00Z")]
    [DataRow("2024-03-05T14:30:00Z", "2024-03-05T14:30:00Z")]
    [DataRow("2024-03-05T14:30:00.1234567+02:00", "2024-03-05T12:30:00.123Z")]
    [DataRow("2024-03-05 14:30", "2024-03-05T14:30:00Z")]
    [DataRow("2024-03-05T09:15:00-0500", "2024-03-05T14:15:00Z")]
    [DataRow("2024/3/5", "2024-03-05T00:00:00Z")]
    [DataRow("3/5/2024", "2024-03-05T00:00:00Z")]
    [DataRow("03/05/24 2:07 PM", "2024-03-05T14:07:00Z")]
    [DataRow("03-05-2024 12:00 AM", "2024-03-05T00:00:00Z")]
    [DataRow("Mar 5, 2024", "2024-03-05T00:00:00Z")]
    [DataRow("March 5th, 2024 3 PM", "2024-03-05T15:00:00Z")]
    [DataRow("5 March 2024", "2024-03-05T00:00:00Z")]
    [DataRow("05-Mar-24", "2024-03-05T00:00:00Z")]
    [DataRow("5th of March 2024", "2024-03-05T00:00:00Z")]
    [DataRow("Tuesday, March 5, 2024", "2024-03-05T00:00:00Z")]
    [DataRow("Tue, 05 Mar 2024 14:30:00 GMT", "2024-03-05T14:30:00Z")]
    [DataRow("Sept 9, 1999", "1999-09-09T00:00:00Z")]
    [DataRow("20240305", "2024-03-05T00:00:00Z")]
    [DataRow("20240305143000", "2024-03-05T14:30:00Z")]
    [DataRow("45356", "2024-03-05T00:00:00Z")]
    [DataRow("45356.5", "2024-03-05T12:00:00Z")]
    [DataRow("1709640000", "2024-03-05T12:00:00Z")]
    [DataRow("1709640000000", "2024-03-05T12:00:00Z")]
    [DataRow("3/5/2024 09:00 EST", "2024-03-05T14:00:00Z")]
    [DataRow("2/29/2024", "2024-02-29T00:00:00Z")]
    public void TryParse_DatesAsPeopleWriteThem_AreRead(string text, string expected)
    {
        var reason = DateValue.TryParse(text, DateRules.Default, out var value);
        Assert.IsNull(reason, reason);
        Assert.AreEqual(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), value);
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    [DataRow("2/30/2024", "day that does not exist")]
    [DataRow("2023-02-29", "day that does not exist")]
    [DataRow("2024-13-01", "month that does not exist")]
    [DataRow("25/12/2024", "month first")]
    [DataRow("2024-03-05 25:00", "time of day")]
    [DataRow("soon", "is not a date")]
    [DataRow("2024", "year without")]
    [DataRow("0024-01-01", "outside 1900")]
    [DataRow("5/1/3024", "outside 1900")]
    [DataRow("-3d", "is not a date")]
    [DataRow("1/2-2024", "is not a date")]
    [DataRow("20241332", "8 digits")]
    public void TryParse_WrongDates_AreRefusedWithAReason(string text, string part)
    {
        var reason = DateValue.TryParse(text, DateRules.Default, out _);
        Assert.IsNotNull(reason);
        StringAssert.Contains(reason, part);
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    public void TryParse_ZoneAndOrder_AreTakenWhereTheValueIsSilent()
    {
        var rules = new DateRules(DateOrder.DayFirst, DateTimeZoneProviders.Tzdb["America/New_York"], [], null);
        Assert.IsNull(DateValue.TryParse("5.3.2024 09:00", rules, out var winter));
        Assert.AreEqual(new DateTimeOffset(2024, 3, 5, 14, 0, 0, TimeSpan.Zero), winter);
        Assert.IsNull(DateValue.TryParse("05/07/2024 09:00", rules, out var summer));
        Assert.AreEqual(new DateTimeOffset(2024, 7, 5, 13, 0, 0, TimeSpan.Zero), summer);
        Assert.IsNull(DateValue.TryParse("2024-03-05T09:00Z", rules, out var named));
        Assert.AreEqual(new DateTimeOffset(2024, 3, 5, 9, 0, 0, TimeSpan.Zero), named);
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    [DataRow("-3d", "2026-03-15T12:00:00Z")]
    [DataRow("+2d 14:30", "2026-03-20T14:30:00Z")]
    [DataRow("-1w", "2026-03-11T12:00:00Z")]
    [DataRow("-5h", "2026-03-18T07:00:00Z")]
    public void TryParse_RelativeDates_CountFromTheLoad(string text, string expected)
    {
        var rules = DateRules.Default with { RelativeTo = ImportSetup.Now };
        Assert.IsNull(DateValue.TryParse(text, rules, out var value));
        Assert.AreEqual(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), value);
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    [DataRow("1,234.56", 1234.56)]
    [DataRow("1.234,56", 1234.56)]
    [DataRow("1.234.567", 1234567)]
    [DataRow("1,234,567", 1234567)]
    [DataRow("1 234 567", 1234567)]
    [DataRow("1'234.5", 1234.5)]
    [DataRow("(1,200)", -1200)]
    [DataRow("1,200-", -1200)]
    [DataRow("-$5", -5)]
    [DataRow("$1.2B", 1.2e9)]
    [DataRow("500MM", 500e6)]
    [DataRow("$850K", 850e3)]
    [DataRow("1.5 million", 1.5e6)]
    [DataRow("USD 2.5bn", 2.5e9)]
    [DataRow("€3,5", 3.5)]
    [DataRow("1,234", 1234)]
    [DataRow("0,125", 0.125)]
    [DataRow("1.234", 1.234)]
    [DataRow(".5", 0.5)]
    [DataRow("616697061.0", 616697061)]
    [DataRow("1.2E+9", 1.2e9)]
    public void TryParse_NumbersAsPeopleWriteThem_AreRead(string text, double expected)
    {
        Assert.IsTrue(NumberValue.TryParse(text, null, out var value), text);
        Assert.AreEqual(expected, value, Math.Abs(expected) * 1e-12);
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    [DataRow("")]
    [DataRow("abc")]
    [DataRow("1,23,4")]
    [DataRow("1.2.3,4,5")]
    [DataRow("12,34.5")]
    [DataRow("inf")]
    [DataRow("NaN")]
    [DataRow("$")]
    [DataRow("--5")]
    [DataRow("5 apples")]
    [DataRow("1e999")]
    public void TryParse_WhatIsNoNumber_IsRefused(string text) =>
        Assert.IsFalse(NumberValue.TryParse(text, null, out _), text);

    [TestMethod]
    [TestCategory("TOL-2")]
    [DataRow("$850K–1.1M", 850e3)]
    [DataRow("1–1.5M", 1e6)]
    [DataRow("$2B to $3B", 2e9)]
    [DataRow("~$500MM AUM", 500e6)]
    [DataRow("over 1.2 billion", 1.2e9)]
    [DataRow("$300M+", 300e6)]
    [DataRow("about 75k per year", 75e3)]
    [DataRow("$2.1 billion (branch)", 2.1e9)]
    public void Parse_Amounts_GiveTheLowerEnd(string text, double expected)
    {
        var money = MoneyValue.Parse(text);
        Assert.AreEqual(text, money.Text);
        Assert.AreEqual(expected, money.Amount!.Value, expected * 1e-12);
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    [DataRow("will share later")]
    [DataRow("$-5M")]
    [DataRow("3M-1M")]
    public void Parse_WhatIsNoAmount_KeepsTheWordsOnly(string text) => Assert.IsNull(MoneyValue.Parse(text).Amount);

    [TestMethod]
    [TestCategory("TOL-2")]
    [DataRow("90", 90)]
    [DataRow("90 min", 90)]
    [DataRow("1:30", 90)]
    [DataRow("1h 30m", 90)]
    [DataRow("1.5 hours", 90)]
    [DataRow("2 hrs", 120)]
    public void TryMinutes_Durations_AreMinutes(string text, int expected)
    {
        Assert.IsNull(CountValue.TryMinutes(text, out var value));
        Assert.AreEqual(expected, value);
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    [DataRow("15+ years", 15)]
    [DataRow("120 households", 120)]
    [DataRow("3.0", 3)]
    [DataRow("1,250", 1250)]
    public void TryParse_Counts_AreRead(string text, int expected)
    {
        Assert.IsNull(CountValue.TryParse(text, null, out var value));
        Assert.AreEqual(expected, value);
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    [DataRow(" Ann.Lee@Example.COM ", "ann.lee@example.com")]
    [DataRow("Ann Lee <ann@example.com>", "ann@example.com")]
    [DataRow("mailto:ann@example.com", "ann@example.com")]
    [DataRow("taylor@nanolabs", "taylor@nanolabs")]
    public void TryParse_Addresses_AreLowerCased(string text, string expected)
    {
        Assert.IsNull(EmailValue.TryParse(text, out var value));
        Assert.AreEqual(expected, value);
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    [DataRow("ann")]
    [DataRow("@example.com")]
    [DataRow("ann@")]
    [DataRow("a@b@c.com")]
    [DataRow("ann lee@example.com")]
    [DataRow(".ann@example.com")]
    [DataRow("ann@-example.com")]
    [DataRow("ann@example..com")]
    [DataRow("a@example.com; b@example.com")]
    public void TryParse_WhatIsNoAddress_IsRefused(string text) => Assert.IsNotNull(EmailValue.TryParse(text, out _));

    [TestMethod]
    [TestCategory("TOL-2")]
    [DataRow("closed_won", "Closed Won")]
    [DataRow("WON", "Closed Won")]
    [DataRow("Meeting Scheduled", "Meeting Booked")]
    [DataRow("Negotiation/Review", "Offer Extended")]
    [DataRow("met", "Meetings Completed")]
    public void TryStage_OtherWords_AreOneOfTheEight(string text, string expected)
    {
        Assert.IsTrue(WordValue.TryStage(text, out var stage));
        Assert.AreEqual(expected, stage);
        Assert.IsFalse(WordValue.TryStage("somewhere", out _));
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    public void TryAudience_SeveralInAnyOrder_AreJoinedInOne()
    {
        Assert.IsTrue(WordValue.TryAudience("Global; C-Suite, advisors", out var audience));
        Assert.AreEqual("advisors,c_suite,global", audience);
        Assert.IsTrue(WordValue.TryAudience("steve_perry", out audience));
        Assert.AreEqual("advisors", audience);
        Assert.IsFalse(WordValue.TryAudience("advisors, martians", out _));
    }
}
