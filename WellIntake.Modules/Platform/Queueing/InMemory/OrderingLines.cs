namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>The jobs of one ordering key: one that is on its way, the rest behind it.</summary>
internal sealed class OrderingLine(string key)
{
    public readonly string Key = key;
    public readonly Queue<JobEntry> Behind = new();
    public JobEntry? Current;
}

/// <summary>
/// Lets one job of an ordering key go at a time, in the order they came. The current one keeps its key while it is
/// ready, leased or delayed. Guarded by the queue's gate.
/// </summary>
internal sealed class OrderingLines
{
    private readonly Dictionary<string, OrderingLine> _lines = new(StringComparer.Ordinal);

    /// <summary>Puts a job into its line. True when it is first and may go.</summary>
    public bool Join(JobEntry entry)
    {
        var key = entry.Sent.OrderingKey!;
        if (!_lines.TryGetValue(key, out var line))
            _lines[key] = line = new OrderingLine(key);
        entry.Line = line;
        if (line.Current is null)
        {
            line.Current = entry;
            return true;
        }

        line.Behind.Enqueue(entry);
        return false;
    }

    /// <summary>The job leaves its line for good. Returns the one that may go now, if that is another's turn.</summary>
    public JobEntry? Leave(JobEntry entry)
    {
        var line = entry.Line!;
        entry.Line = null;
        if (line.Current != entry)
            return null;
        line.Current = null;
        while (line.Behind.TryDequeue(out var next))
        {
            // Those that expired while they were held have left already.
            if (next.Line != line)
                continue;
            line.Current = next;
            return next;
        }

        _lines.Remove(line.Key);
        return null;
    }
}
