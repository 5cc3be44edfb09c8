using System.Threading.Channels;

namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>
/// One line of jobs that can be received from: the live ones, or the dead letters. The channel holds what is ready and
/// hands each job to exactly one waiting receiver; the list holds everything in memory, ready or not.
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

    /// <summary>Waits for a ready job and takes it out; the caller leases it or puts it back.</summary>
    /// <exception cref="ChannelClosedException">The lane is closed.</exception>
    public ValueTask<JobEntry> ReadAsync(CancellationToken ct) => _ready.Reader.ReadAsync(ct);

    public bool TryRead([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out JobEntry? entry) => _ready.Reader.TryRead(out entry);

    public void Offer(JobEntry entry)
    {
        entry.State = JobState.Ready;
        _ready.Writer.TryWrite(entry);
    }

    /// <summary>Waiting receivers get a <see cref="ChannelClosedException"/> once nothing is ready any more.</summary>
    public void Close()
    {
        while (_ready.Reader.TryRead(out _))
        {
            // Emptied first, so that nobody is handed a job of a closed queue.
        }

        _ready.Writer.TryComplete();
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
