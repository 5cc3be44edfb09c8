namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <content>Jobs on their way in, when there is no journal.</content>
internal sealed partial class QueueState
{
    private const int MaxOnStack = 32;

    /// <summary>Accepts all or none, at once.</summary>
    /// <exception cref="JobQueueUnavailableException">The queue is full.</exception>
    public void Send(IReadOnlyList<JobEnvelope> jobs)
    {
        Span<UInt128> ids = jobs.Count <= MaxOnStack ? stackalloc UInt128[jobs.Count] : new UInt128[jobs.Count];
        Span<bool> fresh = jobs.Count <= MaxOnStack ? stackalloc bool[jobs.Count] : new bool[jobs.Count];
        HashIds(jobs, ids);
        lock (_gate)
        {
            ThrowIfClosed();
            var now = Now;
            var count = Remember(ids, fresh, now);
            if (Live.Count + Dead.Count + count > _options.MemoryLimit)
            {
                Forget(ids, fresh);
                throw new JobQueueUnavailableException(
                    $"The queue {_name} is full: without a journal it holds {_options.MemoryLimit} jobs. Nothing was accepted.");
            }

            for (var i = 0; i < fresh.Length; i++)
            {
                if (fresh[i])
                    Admit(NewEntry(jobs[i], now), now);
            }

            Serve();
        }
    }

    private void HashIds(IReadOnlyList<JobEnvelope> jobs, Span<UInt128> ids)
    {
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = _hash.Hash(jobs[i].Id);
            _window.Expect(ids[i]);
        }
    }

    /// <summary>Marks those that the duplicate window lets through, and remembers them.</summary>
    private int Remember(ReadOnlySpan<UInt128> ids, Span<bool> fresh, long now)
    {
        var count = 0;
        for (var i = 0; i < ids.Length; i++)
        {
            fresh[i] = _window.TryAdd(ids[i], now);
            count += fresh[i] ? 1 : 0;
        }

        return count;
    }

    private void Forget(ReadOnlySpan<UInt128> ids, ReadOnlySpan<bool> fresh)
    {
        for (var i = 0; i < ids.Length; i++)
        {
            if (fresh[i])
                _window.Remove(ids[i]);
        }
    }

    private JobEntry NewEntry(JobEnvelope job, long now)
    {
        var dueAt = job.ScheduledFor?.UtcTicks ?? 0;
        var ttl = (job.TimeToLive ?? _options.DefaultTimeToLive).Ticks;
        // The time to live of a scheduled job starts when it is due.
        var from = Math.Max(now, dueAt);
        var expiresAt = ttl > DateTimeOffset.MaxValue.UtcTicks - from ? DateTimeOffset.MaxValue.UtcTicks : from + ttl;
        return new JobEntry(job, _nextSequence++, now, expiresAt) { DueAt = dueAt };
    }
}
