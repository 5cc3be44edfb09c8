using System.Threading.Channels;

namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>
/// One line of jobs that can be received from: the live ones, or the dead letters. The channel holds what is ready, in
/// the order it is to be taken; the list holds everything in memory, ready or not.
/// </summary>
internal sealed class JobLane
{
    private readonly Channel<JobEntry> _ready = Channel.CreateUnboundedPrioritized(
        new UnboundedPrioritizedChannelOptions<JobEntry> { Comparer = JobRankComparer.Instance });

    private JobEntry? _tail;

    /// <summary>The first in memory.</summary>
    public JobEntry? Head { get; private set; }

    /// <summary>How many are in memory, whatever their state.</summary>
    public int Count { get; private set; }

    /// <summary>How many leases are out.</summary>
    public int Leased { get; set; }

    /// <summary>How many are ready now.</summary>
    public int Ready => _ready.Reader.Count;

    /// <summary>Those who wait for a job.</summary>
    public WaitingLine Waiting { get; } = new();

    public bool TryRead([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out JobEntry? entry) => _ready.Reader.TryRead(out entry);

    public void Offer(JobEntry entry)
    {
        entry.State = JobState.Ready;
        _ready.Writer.TryWrite(entry);
    }

    public void Add(JobEntry entry)
    {
        entry.Lane = this;
        entry.Previous = _tail;
        if (_tail is null)
            Head = entry;
        else
            _tail.Next = entry;
        _tail = entry;
        Count++;
    }

    public void Remove(JobEntry entry)
    {
        if (entry.Previous is null)
            Head = entry.Next;
        else
            entry.Previous.Next = entry.Next;
        if (entry.Next is null)
            _tail = entry.Previous;
        else
            entry.Next.Previous = entry.Previous;
        entry.Previous = entry.Next = null;
        entry.Lane = null;
        Count--;
    }

    /// <summary>The oldest in memory, as receivers would see them.</summary>
    public List<JobEnvelope> Oldest(int max)
    {
        var all = new List<JobEntry>(Count);
        for (var entry = Head; entry is not null; entry = entry.Next)
            all.Add(entry);
        all.Sort(static (x, y) => x.Sequence.CompareTo(y.Sequence));
        return [.. all.Take(max).Select(e => e.ToEnvelope())];
    }
}
