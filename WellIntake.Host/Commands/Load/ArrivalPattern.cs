using System.Globalization;

namespace WellIntake.Host.Commands.Load;

/// <summary>When messages arrive, counted from the start.</summary>
internal static class ArrivalPattern
{
    private const string TimestampColumn = "TIMESTAMP";
    private const int LongestLine = 4096;

    /// <summary>One after the other, always as long apart.</summary>
    public static IReadOnlyList<TimeSpan> Constant(int messages, double perSecond) => [.. Enumerable.Range(0, messages).Select(i => TimeSpan.FromSeconds(i / perSecond))];

    /// <summary>So many at once, then none until the rate is kept again.</summary>
    public static IReadOnlyList<TimeSpan> Burst(int messages, double perSecond, int size) =>
        [.. Enumerable.Range(0, messages).Select(i => TimeSpan.FromSeconds(i / size * size / perSecond))];

    /// <summary>
    /// As a CSV file recorded them: a heading with a column TIMESTAMP, as in the Azure LLM inference traces. What is written
    /// out of order is put in order; with a rate, time is stretched or squeezed so that it is met on average.
    /// </summary>
    /// <exception cref="UsageException">The file is not such a trace; the message names the line.</exception>
    public static async Task<IReadOnlyList<TimeSpan>> TraceAsync(FileInfo file, int messages, double? perSecond, CancellationToken ct)
    {
        if (!file.Exists)
            throw new UsageException($"There is no file {file.FullName}.");
        using var reader = file.OpenText();
        var column = Array.FindIndex((await ReadAsync(reader, file, 1, ct) ?? string.Empty).Split(','), name => name.Trim().Equals(TimestampColumn, StringComparison.OrdinalIgnoreCase));
        if (column < 0)
            throw new UsageException($"{file.Name}: the heading has no column {TimestampColumn}.");
        var times = new List<DateTimeOffset>();
        for (var number = 2; times.Count < messages && await ReadAsync(reader, file, number, ct) is { } line; number++)
        {
            if (line.Length == 0)
                continue;
            var fields = line.Split(',');
            if (column >= fields.Length || !DateTimeOffset.TryParse(
                fields[column], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
                throw new UsageException($"{file.Name}, line {number}: there is no time in column {TimestampColumn}.");
            times.Add(at);
        }

        if (times.Count == 0)
            throw new UsageException($"{file.Name} has no arrivals.");
        times.Sort();
        var offsets = times.ConvertAll(t => t - times[0]);
        var recorded = offsets[^1].TotalSeconds;
        if (perSecond is not { } rate || recorded == 0)
            return offsets;
        var factor = (times.Count - 1) / rate / recorded;
        return offsets.ConvertAll(o => o * factor);
    }

    private static async Task<string?> ReadAsync(StreamReader reader, FileInfo file, int number, CancellationToken ct) =>
        await reader.ReadLineAsync(ct) switch
        {
            { Length: > LongestLine } => throw new UsageException($"{file.Name}, line {number} is longer than {LongestLine} characters."),
            var line => line,
        };
}
