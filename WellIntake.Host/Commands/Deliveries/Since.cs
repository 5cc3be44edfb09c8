using System.Globalization;

namespace WellIntake.Host.Commands.Deliveries;

/// <summary>A moment in the past, as people type it.</summary>
internal static class Since
{
    private const int Longest = 100_000;

    /// <summary>Null for none.</summary>
    /// <exception cref="UsageException">It is neither a duration nor a time.</exception>
    public static DateTimeOffset? Read(string? text, TimeProvider time, string option = "--since")
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var now = time.GetUtcNow();
        if (int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= Longest
            && Unit(text[^1]) is { } unit)
        {
            return number * unit < now - DateTimeOffset.UnixEpoch ? now - (number * unit) : DateTimeOffset.UnixEpoch;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw new UsageException($"{option}: '{text}' is neither a duration such as 30m, 12h, 7d or 2w nor a time such as 2026-11-26T08:00Z.");
    }

    private static TimeSpan? Unit(char unit) => unit switch
    {
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        'w' => TimeSpan.FromDays(7),
        _ => null,
    };
}
