namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>What one fairness key has waiting in memory, and how far its jobs reach into the future.</summary>
internal sealed class FairShare(string? key)
{
    public string? Key = key;
    public LastRanks Last;
    public int Waiting;

    /// <summary>One place for each <see cref="JobPriority"/>.</summary>
    [System.Runtime.CompilerServices.InlineArray(4)]
    public struct LastRanks
    {
        private double _first;
    }
}

/// <summary>
/// Self-clocked fair queueing (Golestani 1994): every key has its own line of virtual time, and the next job taken is
/// the one that would be finished first if all keys were served side by side. A priority is a weight, so a higher one
/// goes before the rest without ever shutting it out. Guarded by the queue's gate.
/// </summary>
internal sealed class FairRanks
{
    private readonly Dictionary<string, FairShare> _shares = new(StringComparer.Ordinal);
    private readonly FairShare _nobody = new(null);
    private FairShare? _spare;
    private double _virtualTime;

    /// <summary>How many keys have something waiting.</summary>
    public int Keys => _shares.Count;

    /// <summary>Whether anything of this key waits in memory.</summary>
    public bool HasWaiting(string? key) =>
        key is null ? _nobody.Waiting > 0 : _shares.ContainsKey(key);

    /// <summary>Gives a job that becomes ready its place. One that comes back keeps the place it had.</summary>
    public void Enter(JobEntry entry)
    {
        Reserve(entry);
        var share = entry.Share!;
        if (entry.Rank > 0)
            return;
        var priority = (int)entry.Sent.Priority;
        entry.Rank = Math.Max(_virtualTime, share.Last[priority]) + Cost(entry.Sent.Priority);
        share.Last[priority] = entry.Rank;
    }

    /// <summary>Counts a job as waiting for its key before it is ready. Twice counts once.</summary>
    public void Reserve(JobEntry entry)
    {
        if (entry.Share is not null)
            return;
        entry.Share = ShareOf(entry.Sent.FairnessKey);
        entry.Share.Waiting++;
    }

    /// <summary>The job is taken for delivery: time moves on to it.</summary>
    public void Taken(JobEntry entry)
    {
        _virtualTime = Math.Max(_virtualTime, entry.Rank);
        Leave(entry);
    }

    /// <summary>The job is gone without a delivery.</summary>
    public void Leave(JobEntry entry)
    {
        var share = entry.Share!;
        entry.Share = null;
        if (--share.Waiting > 0 || share.Key is null)
            return;
        _shares.Remove(share.Key);

        // The next key may have it: nothing of it reaches beyond the virtual time any more.
        _spare = share;
    }

    private FairShare ShareOf(string? key)
    {
        if (key is null)
            return _nobody;
        if (_shares.TryGetValue(key, out var share))
            return share;
        share = _spare ?? new FairShare(key);
        _spare = null;
        share.Key = key;
        share.Last = default;
        _shares[key] = share;
        return share;
    }

    private static double Cost(JobPriority priority) => priority switch
    {
        JobPriority.Low => 16,
        JobPriority.High => 1d / 16,
        JobPriority.Urgent => 1d / 256,
        _ => 1,
    };
}
