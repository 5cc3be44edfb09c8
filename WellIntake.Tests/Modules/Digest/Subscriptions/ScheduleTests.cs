using System.Globalization;
using NodaTime;
using WellIntake.Modules.Digest.Subscriptions;

namespace WellIntake.Tests.Modules.Digest.Subscriptions;

/// <summary>9:00 on the local clock.</summary>
[TestClass]
[TestCategory("DIG-9")]
public sealed class ScheduleTests
{
    [TestMethod]
    [DataRow("monthly", 31, "UTC", "2026-01-31T09:00:00Z", "2026-02-28T09:00:00Z", DisplayName = "31st in February")]
    [DataRow("monthly", 31, "UTC", "2028-01-31T09:00:00Z", "2028-02-29T09:00:00Z", DisplayName = "31st in a leap year's February")]
    [DataRow("monthly", 31, "UTC", "2026-02-28T09:00:00Z", "2026-03-31T09:00:00Z", DisplayName = "after a short month the 31st again")]
    [DataRow("monthly", 30, "UTC", "2026-04-29T09:00:00Z", "2026-04-30T09:00:00Z")]
    [DataRow("monthly", 1, "UTC", "2026-12-01T09:00:00Z", "2027-01-01T09:00:00Z")]
    [DataRow("weekly", 5, "UTC", "2026-01-30T09:00:00Z", "2026-02-06T09:00:00Z")]
    [DataRow("weekly", 5, "UTC", "2026-01-30T08:59:59Z", "2026-01-30T09:00:00Z", DisplayName = "a second before")]
    [DataRow("daily", 0, "America/New_York", "2026-03-07T14:00:00Z", "2026-03-08T13:00:00Z", DisplayName = "the clock goes forward")]
    [DataRow("daily", 0, "America/New_York", "2026-10-31T13:00:00Z", "2026-11-01T14:00:00Z", DisplayName = "the clock goes back")]
    [DataRow("daily", 0, "Europe/Berlin", "2026-10-24T07:00:00Z", "2026-10-25T08:00:00Z")]
    // Samoa left out 30 December 2011: what should run on that day runs when the clock goes on, 24 hours later as it shows them.
    [DataRow("daily", 0, "Pacific/Apia", "2011-12-29T19:00:00Z", "2011-12-30T19:00:00Z", DisplayName = "a day that is left out")]
    public void Next_AfterARun_IsNineOnTheLocalClock(string frequency, int day, string zone, string after, string expected) =>
        Assert.AreEqual(At(expected), new Schedule(frequency, day, DateTimeZoneProviders.Tzdb[zone]).Next(At(after)));

    [TestMethod]
    [DataRow("daily", "2026-11-22T09:00:30Z", 2, DisplayName = "on time: a day, and the day that covers what the clock may give back")]
    [DataRow("daily", "2026-11-25T09:00:00Z", 5, DisplayName = "three runs missed")]
    [DataRow("weekly", "2026-11-22T09:00:30Z", 8)]
    [DataRow("monthly", "2026-11-22T09:00:30Z", 32)]
    [DataRow("daily", "2029-11-22T09:00:30Z", 365, DisplayName = "no further than digests look")]
    public void DaysBack_OfARun_ReachesTheOneBefore(string frequency, string now, int expected) =>
        Assert.AreEqual(expected, Schedule.DaysBack(frequency, At("2026-11-22T09:00:00Z"), At(now)));

    private static DateTimeOffset At(string moment) => DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture);
}
