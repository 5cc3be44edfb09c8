using System.Globalization;

namespace WellIntake.Chaos.Runs;

/// <summary>Durations in words.</summary>
internal static class Figures
{
    public static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F2} s");

    public static string MedianAndLongest(IReadOnlyCollection<TimeSpan> times)
    {
        if (times.Count == 0)
            return "none";
        var sorted = times.Order().ToList();
        return $"{Seconds(sorted[sorted.Count / 2])} / {Seconds(sorted[^1])}";
    }

    /// <summary>The time that so many hundredths stay within.</summary>
    public static TimeSpan Percentile(IReadOnlyCollection<TimeSpan> times, int percent)
    {
        if (times.Count == 0)
            return TimeSpan.Zero;
        var sorted = times.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];
    }
}
