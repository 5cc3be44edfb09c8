namespace WellIntake.Modules.Platform.Queueing;

/// <summary>The queues of this process, opened when first asked for.</summary>
internal sealed class OpenJobQueues(
    IReadOnlyDictionary<string, JobQueueOptions> options, Func<string, JobQueueOptions, IJobQueue> open) : IJobQueues
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, IJobQueue> _open = new(StringComparer.OrdinalIgnoreCase);
    private bool _disposed;

    public IReadOnlyList<string> Names { get; } = options.Keys.Order(StringComparer.Ordinal).ToList();

    public IJobQueue Get(string name)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(IJobQueues));
            if (_open.TryGetValue(name, out var queue))
                return queue;
            if (!options.TryGetValue(name, out var settings))
                throw new ArgumentException($"No queue of that name is configured. There are: {string.Join(", ", Names)}.", nameof(name));
            return _open[name] = open(name, settings);
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<IJobQueue> queues;
        lock (_gate)
        {
            _disposed = true;
            queues = [.. _open.Values];
            _open.Clear();
        }

        foreach (var queue in queues)
            await queue.DisposeAsync();
    }
}
