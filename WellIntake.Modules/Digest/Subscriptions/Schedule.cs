using NodaTime;
using NodaTime.TimeZones;
using WellIntake.Modules.Platform.Persistence.Entities;

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

    /// <summary>No next run of that frequency is further away; the longest month and a clock change.</summary>
    public static TimeSpan Furthest(string frequency) => TimeSpan.FromDays(frequency switch { Daily => 2, Weekly => 8, _ => 32 });

    private static readonly LocalTime At = new(9, 0);

    /// <summary>A subscription's. A time zone that this machine does not know counts as UTC.</summary>
    public static Schedule Of(DigestSubscription subscription) =>
        new(subscription.Frequency, subscription.Day, DateTimeZoneProviders.Tzdb.GetZoneOrNull(subscription.TimeZone) ?? DateTimeZone.Utc);

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

    /// <summary>
    /// Days that a run looks back: to the last run before <paramref name="due"/>, the first that is not yet made, and further by
    /// the hour that a clock may give back and the moments that a run takes. Whom the last run sent is held back by the cooldown.
    /// </summary>
    public static int DaysBack(string frequency, DateTimeOffset due, DateTimeOffset now) => Math.Min(
        DigestSpec.MostDays,
        frequency switch { Daily => 1, Weekly => 7, _ => 31 } + (int)Math.Ceiling((now - due + TimeSpan.FromHours(1)).TotalDays));

    private bool IsRunDay(LocalDate day) => Frequency switch
    {
        Daily => true,
        Weekly => (int)day.DayOfWeek == Day,
        _ => day.Day == Math.Min(Day, CalendarSystem.Iso.GetDaysInMonth(day.Year, day.Month)),
    };

    private Instant Run(LocalDate day) => Zone.ResolveLocal(day.At(At), Resolvers.LenientResolver).ToInstant();
}
