using System.Globalization;
using NodaTime;
using NodaTime.Calendars;

namespace WellIntake.Modules.Digest.Sending;

/// <summary>Weeks as ISO 8601 counts them, in UTC. The one place that writes their keys.</summary>
internal static class IsoWeek
{
    /// <summary>For so many weeks, that of the sending included, nobody goes out again.</summary>
    public const int CooldownWeeks = 4;

    /// <summary>Such as 2026-W05 or 2026-W53; keys sort as the weeks do.</summary>
    public static string Key(DateTimeOffset at)
    {
        var day = Instant.FromDateTimeOffset(at).InUtc().Date;
        var (year, week) = (WeekYearRules.Iso.GetWeekYear(day), WeekYearRules.Iso.GetWeekOfWeekYear(day));
        return string.Create(CultureInfo.InvariantCulture, $"{year:0000}-W{week:00}");
    }

    /// <summary>The earliest week whose candidates are still held back.</summary>
    public static string OldestHeld(DateTimeOffset now) => Key(now.AddDays(-7 * (CooldownWeeks - 1)));
}
