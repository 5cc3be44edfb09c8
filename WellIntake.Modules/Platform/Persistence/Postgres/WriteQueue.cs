using System.Diagnostics;

namespace WellIntake.Modules.Platform.Persistence.Postgres;

/// <summary>The writes that wait for a writer. Synchronous on the taking side, because writers have threads of their own.</summary>
internal sealed class WriteQueue(int capacity)
{
    private readonly Queue<PendingWrite> _waiting = new();
#pragma warning disable MA0158 // A Lock has no Wait and Pulse.
    private readonly object _gate = new();
#pragma warning restore MA0158
    private bool _closed;

    public enum Added
    {
        Yes,
        Full,
        Closed,
    }

    public Added Add(PendingWrite write)
    {
        lock (_gate)
        {
            if (_closed)
                return Added.Closed;
            if (_waiting.Count >= capacity)
                return Added.Full;
            _waiting.Enqueue(write);
            Monitor.Pulse(_gate);
            return Added.Yes;
        }
    }

    /// <summary>Waits for the first, and takes what is there. False when the queue is closed and empty.</summary>
    public bool Take(List<PendingWrite> into, int limit)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_closed)
                    return false;
                Monitor.Wait(_gate);
            }

            while (into.Count < limit && _waiting.TryDequeue(out var write))
                into.Add(write);
            return true;
        }
    }

    /// <summary>Takes everything without waiting.</summary>
    public void TakeAll(List<PendingWrite> into)
    {
        lock (_gate)
        {
            into.AddRange(_waiting);
            _waiting.Clear();
        }
    }

    /// <summary>Waits for so long, or until the queue is closed.</summary>
    public void Pause(TimeSpan duration)
    {
        var left = duration;
        var started = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            while (!_closed && left > TimeSpan.Zero)
            {
                Monitor.Wait(_gate, left);
                left = duration - Stopwatch.GetElapsedTime(started);
            }
        }
    }

    /// <summary>What waits is still taken; nothing new is.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
