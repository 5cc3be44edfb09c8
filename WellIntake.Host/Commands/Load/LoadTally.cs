using System.Collections.Concurrent;
using System.Globalization;
using WellIntake.Host.Commands.Trial;

namespace WellIntake.Host.Commands.Load;

/// <summary>What became of every message of a run: one conversation each, so that whatever reaches a conversation belongs to its message.</summary>
internal sealed class LoadTally(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private int _ended;

    /// <summary>Messages that ended, one way or another.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>A message is due now, whenever it gets out.</summary>
    public void Due(string conversation) => _entries[conversation] = new Entry(time.GetTimestamp());

    /// <summary>The webhook took it, or not.</summary>
    public void Answered(string conversation, string? problem)
    {
        var entry = _entries[conversation];
        lock (entry)
        {
            entry.Accepted = time.GetElapsedTime(entry.DueAt);
            entry.Refused = problem;
            if (problem is not null)
                End(entry);
        }
    }

    /// <summary>The channel was sent a new message, or a change of one.</summary>
    /// <returns>False when the conversation is none of this run.</returns>
    public bool Came(string conversation, string messageId, bool isNew, CardKind kind)
    {
        if (!_entries.TryGetValue(conversation, out var entry))
            return false;
        lock (entry)
        {
            entry.Messages += isNew ? 1 : 0;
            if (kind == CardKind.Unfinished)
                return true;
            // An error card may still become the result, when the job is sent again.
            if (entry.Result is null)
            {
                entry.Result = time.GetElapsedTime(entry.DueAt);
                End(entry);
            }

            entry.Failed = kind == CardKind.Failure;
            entry.Shown.Add(messageId);
        }

        return true;
    }

    /// <summary>What there is by now.</summary>
    /// <param name="elapsed">Since the first was due.</param>
    /// <param name="deadLetters">How many of its jobs are dead letters; null when that cannot be known.</param>
    public LoadReport Report(TimeSpan elapsed, int? deadLetters)
    {
        var accepted = new List<double>();
        var results = new List<double>();
        var (refused, failed, lost, doubled) = (0, 0, 0, 0);
        string? why = null;
        foreach (var entry in _entries.Values)
        {
            lock (entry)
            {
                if (entry is { Accepted: { } answer, Refused: null })
                    accepted.Add(answer.TotalMilliseconds);
                refused += entry.Refused is null ? 0 : 1;
                why ??= entry.Refused;
                if (entry.Result is { } result)
                    results.Add(result.TotalMilliseconds);
                failed += entry is { Result: not null, Failed: true } ? 1 : 0;
                lost += entry is { Result: null, Refused: null } ? 1 : 0;
                doubled += entry.Messages > 1 || entry.Shown.Count > 1 ? 1 : 0;
            }
        }

        return new LoadReport(
            _entries.Count, accepted.Count, refused, results.Count, failed, lost, doubled, deadLetters, elapsed.TotalSeconds,
            elapsed > TimeSpan.Zero ? results.Count / elapsed.TotalSeconds : 0, Quantiles.Of(accepted), Quantiles.Of(results))
        {
            FirstRefusal = why,
        };
    }

    private void End(Entry entry)
    {
        if (entry.HasEnded)
            return;
        entry.HasEnded = true;
        Interlocked.Increment(ref _ended);
    }

    private sealed class Entry(long dueAt)
    {
        public long DueAt { get; } = dueAt;

        public TimeSpan? Accepted { get; set; }

        public string? Refused { get; set; }

        public TimeSpan? Result { get; set; }

        public bool Failed { get; set; }

        public bool HasEnded { get; set; }

        public int Messages { get; set; }

        public HashSet<string> Shown { get; } = new(StringComparer.Ordinal);
    }
}

/// <summary>A run in figures. Times in milliseconds, from the moment that the message was due.</summary>
/// <param name="Messages">How many were due.</param>
/// <param name="Accepted">Those that the webhook took.</param>
/// <param name="Refused">Those that it did not.</param>
/// <param name="Results">Those that ended with a card.</param>
/// <param name="Failed">Those whose card says that it did not work.</param>
/// <param name="Lost">Those that were taken and never ended.</param>
/// <param name="Doubled">Those with more than one message.</param>
/// <param name="DeadLetters">Jobs of this run that are dead letters; null when that cannot be known.</param>
/// <param name="Seconds">From the first message that was due to the last result.</param>
/// <param name="PerSecond">Results in a second.</param>
/// <param name="Accept">Until the webhook answered.</param>
/// <param name="Result">Until the result was shown.</param>
internal sealed record LoadReport(
    int Messages, int Accepted, int Refused, int Results, int Failed, int Lost, int Doubled, int? DeadLetters, double Seconds, double PerSecond,
    Quantiles Accept, Quantiles Result)
{
    /// <summary>What the webhook said to one that it did not take.</summary>
    public string? FirstRefusal { get; init; }

    /// <summary>Each was accepted, and has one result.</summary>
    public bool Ok => Refused == 0 && Failed == 0 && Lost == 0 && Doubled == 0 && DeadLetters is null or 0;
}

/// <summary>Times that half, 95 and 99 in a hundred stayed within (nearest rank), and the longest; 0 when there were none.</summary>
internal sealed record Quantiles(double P50, double P95, double P99, double Max)
{
    public static Quantiles Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        double At(double share) => sorted.Length == 0 ? 0 : sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
        return new Quantiles(At(0.5), At(0.95), At(0.99), At(1));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"p50 {P50:F1} ms, p95 {P95:F1} ms, p99 {P99:F1} ms, longest {Max:F1} ms");
}
