using NodaTime;
using NodaTime.TimeZones;

namespace WellIntake.Modules.Digest.Subscriptions;

/// <summary>
/// When a subscription runs: at 9:00 on the clock of its time zone. Where the clock skips 9:00, as much later as it
/// skips; where 9:00 comes twice, the first.
/// </summary>
/// <param name="Frequency">daily, weekly or monthly.</param>
/// <param name="Day">Weekly: 1 (Monday) to 7. Monthly: 1–31, the last day where a month is shorter.</param>
/// <param name="Zone">Where.</param>
internal sealed record Schedule(string Frequency, int Day, DateTimeZone Zone)
{
    public const string Daily = "daily";
    public const string Weekly = "weekly";
    public const string Monthly = "monthly";

    /// <summary>A run that was missed for longer is not made up for.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private static readonly LocalTime At = new(9, 0);

    /// <summary>The first run after a moment.</summary>
    public DateTimeOffset Next(DateTimeOffset after)
    {
        var start = Instant.FromDateTimeOffset(after);
        // A day earlier: a run that a skipped clock has moved may fall on the next date.
        for (var day = start.InZone(Zone).Date.PlusDays(-1); ; day = day.PlusDays(1))
        {
            if (IsRunDay(day) && Run(day) is var run && run > start)
                return run.ToDateTimeOffset();
        }
    }

    /// <summary>The last run at or before a moment, not earlier than <paramref name="first"/>, which is a run.</summary>
    public DateTimeOffset Last(DateTimeOffset first, DateTimeOffset now)
    {
        var last = first;
        for (var day = Instant.FromDateTimeOffset(now).InZone(Zone).Date.PlusDays(1); ; day = day.PlusDays(-1))
        {
            if (!IsRunDay(day))
                continue;
            var run = Run(day).ToDateTimeOffset();
            if (run <= now)
                return run > last ? run : last;
        }
    }

    /// <summary>Days that a digest of this frequency looks back.</summary>
    public static int Range(string frequency) => frequency switch { Daily => 1, Weekly => 7, _ => 31 };

    private bool IsRunDay(LocalDate day) => Frequency switch
    {
        Daily => true,
        Weekly => (int)day.DayOfWeek == Day,
        _ => day.Day == Math.Min(Day, CalendarSystem.Iso.GetDaysInMonth(day.Year, day.Month)),
    };

    private Instant Run(LocalDate day) => Zone.ResolveLocal(day.At(At), Resolvers.LenientResolver).ToInstant();
}
