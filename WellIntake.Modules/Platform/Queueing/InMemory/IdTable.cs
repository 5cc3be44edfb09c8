namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>
/// Hashes of ids, each with the time that it expires. Extendible hashing (Fagin et al. 1979): many small tables behind a
/// directory, of which only the one that is full is split. So growing never copies the whole under the queue's gate and
/// makes no large arrays, and looking up touches one place in memory. Ids must be well mixed; an expiry is over zero.
/// </summary>
internal sealed class IdTable
{
    private const int Places = 1_024;
    private const int Fullest = Places * 4 / 5;
    private const int Deepest = 16;

    private Segment[] _directory = [new Segment(0)];
    private int _depth;

    /// <summary>How many ids it holds.</summary>
    public int Count { get; private set; }

    /// <summary>When the id expires; 0 when it is not here.</summary>
    public long Find(UInt128 id) => SegmentOf(id).Find(id).ExpiresAt;

    /// <summary>
    /// Reads where the id would be, for the processor's cache only. May be called while another changes the table.
    /// </summary>
    public void Touch(UInt128 id) => SegmentOf(id).Touch(id);

    /// <summary>The expiry of an id, to be set at once: 0 when it was not here before.</summary>
    public ref long Place(UInt128 id)
    {
        while (true)
        {
            var segment = SegmentOf(id);
            ref var slot = ref segment.Find(id);
            if (slot.ExpiresAt != 0)
                return ref slot.ExpiresAt;
            if (segment.Count < Fullest)
            {
                segment.Count++;
                Count++;
                slot.Set(id);
                return ref slot.ExpiresAt;
            }

            if (segment.Depth < Deepest)
                Split(segment, (int)Upper(id));
            else
                Empty(segment);
        }
    }

    private static ulong Upper(UInt128 id) => (ulong)(id >> 64);

    private Segment SegmentOf(UInt128 id)
    {
        var directory = _directory;
        return directory[(int)Upper(id) & (directory.Length - 1)];
    }

    private void Split(Segment full, int key)
    {
        if (full.Depth == _depth)
        {
            _directory = [.. _directory, .. _directory];
            _depth++;
        }

        var bit = 1 << full.Depth;
        var (zero, one) = (new Segment(full.Depth + 1), new Segment(full.Depth + 1));
        for (var i = key & (bit - 1); i < _directory.Length; i += bit)
            _directory[i] = (i & bit) == 0 ? zero : one;
        foreach (ref readonly var slot in full.Slots.AsSpan())
        {
            if (slot.ExpiresAt == 0)
                continue;
            var half = ((int)slot.High & bit) == 0 ? zero : one;
            half.Find(slot.Id) = slot;
            half.Count++;
        }
    }

    // Only ids that are not mixed come here; forgetting some is better than growing without bound.
    private void Empty(Segment segment)
    {
        Count -= segment.Count;
        segment.Count = 0;
        segment.Slots.AsSpan().Clear();
    }

    private sealed class Segment(int depth)
    {
        public readonly int Depth = depth;
        public readonly Slot[] Slots = new Slot[Places];
        public int Count;

        public void Touch(UInt128 id) => Volatile.Read(ref Slots[(int)id & (Places - 1)].ExpiresAt);

        /// <summary>Where the id is, or the free place where it would be.</summary>
        public ref Slot Find(UInt128 id)
        {
            var (high, low) = (Upper(id), (ulong)id);
            for (var i = (int)low; ; i++)
            {
                ref var slot = ref Slots[i & (Places - 1)];
                if (slot.ExpiresAt == 0 || (slot.Low == low && slot.High == high))
                    return ref slot;
            }
        }
    }

    private struct Slot
    {
        public ulong High;
        public ulong Low;
        public long ExpiresAt;

        public readonly UInt128 Id => new(High, Low);

        public void Set(UInt128 id) => (High, Low) = (Upper(id), (ulong)id);
    }
}
