using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace WellIntake.Modules.Platform.Queueing.InMemory.Journal;

/// <summary>
/// One thread with one connection: whatever waits while a commit runs shares the next one. A write that breaks the
/// shared transaction fails alone. While the database cannot be written, writes wait up to
/// <see cref="JournalOptions.FailAfter"/> and then fail; what must reach the disk waits as long as it takes.
/// </summary>
internal sealed partial class SqliteGroupCommit : IGroupCommit, IAsyncDisposable
{
    private const int MaxSpins = 30;
    private const int Enough = 32;
    private static readonly long LongestWait = Stopwatch.Frequency / 2_000;

    private readonly JournalOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<SqliteGroupCommit> _logger;
    private readonly Lock _gate = new();
    private readonly List<CommitItem> _incoming = [];
    private readonly List<ILazyWriter> _writers = [];
    private readonly SqliteCheckpoints _checkpoints;
    private readonly SemaphoreSlim _places;
    private readonly AutoResetEvent _work = new(initialState: false);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _arrived;
    private bool _asleep;
    private bool _asleepForLong;
    private bool _restless;
    private bool _stopping;
    private int _lazy;

    public SqliteGroupCommit(JournalOptions options, TimeProvider time, ILogger<SqliteGroupCommit> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _checkpoints = new SqliteCheckpoints(options.ConnectionString, logger);
        _places = new SemaphoreSlim(options.MaxWaiting, options.MaxWaiting);
        new Thread(Run) { IsBackground = true, Name = "group commit" }.Start();
    }

    /// <summary>The settings it was made with.</summary>
    public JournalOptions Options => _options;

    public async Task<T> CommitAsync<T>(Func<ICommitSession, T> write, CancellationToken ct = default)
    {
        await EnterAsync(ct);
        var item = new CommitItem<T>(write) { Cancelled = ct };
        Add(item, hasPlace: true);
        return await (ct.CanBeCanceled ? item.Done.WaitAsync(ct) : item.Done);
    }

    /// <summary>Waits for a place in the line, which <see cref="Add"/> uses or <see cref="GiveUpPlace"/> gives up.</summary>
    public Task EnterAsync(CancellationToken ct) => _places.WaitAsync(ct);

    public void GiveUpPlace() => _places.Release();

    /// <summary>Puts a write at the end of the line. Waits for nothing, so it may be called under a lock.</summary>
    public void Add(CommitItem item, bool hasPlace)
    {
        item.WaitingSince = _time.GetTimestamp();
        item.HasPlace = hasPlace;
        lock (_gate)
        {
            if (!_stopping)
            {
                _incoming.Add(item);
                Volatile.Write(ref _arrived, _incoming.Count);
                Wake();
                return;
            }
        }

        if (hasPlace)
            GiveUpPlace();
        item.Failed(new ObjectDisposedException(nameof(IGroupCommit)));
    }

    /// <summary>Has the writer asked at every commit from now on.</summary>
    public void Join(ILazyWriter writer)
    {
        lock (_gate)
            _writers.Add(writer);
    }

    /// <summary>Asks it no more.</summary>
    public void Part(ILazyWriter writer)
    {
        lock (_gate)
            _writers.Remove(writer);
    }

    /// <summary>A writer has something; it will be written with the next commit, or soon.</summary>
    public void NotifyLazy()
    {
        if (Volatile.Read(ref _lazy) != 0 || Interlocked.Exchange(ref _lazy, 1) != 0)
            return;
        lock (_gate)
        {
            // While it only dozes it looks by itself: waking it for every settle would cost more than the settle.
            if (_asleepForLong)
                Wake();
        }
    }

    /// <summary>Writes what waits, unless the database cannot be written for <see cref="JournalOptions.FailAfter"/>. Twice does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _stopping = true;
            Wake();
        }

        await _ended.Task;
    }

    private void Wake()
    {
        if (!_asleep)
            return;
        _asleep = _asleepForLong = false;
        _work.Set();
    }

    /// <summary>Blocks until there is something to commit. False when all is done.</summary>
    private bool Gather(List<CommitItem> batch)
    {
        while (true)
        {
            if (_restless)
                Linger();
            bool dozes;
            lock (_gate)
            {
                Collect(batch);
                if (batch.Count > 0)
                    return true;
                var lazy = Volatile.Read(ref _lazy) != 0;
                if (_stopping)
                    return lazy;
                dozes = lazy || _restless;
                _asleep = true;
                _asleepForLong = !dozes;
            }

            if (!dozes)
            {
                _work.WaitOne();
            }
            else if (!_work.WaitOne(_options.SettleDelay))
            {
                lock (_gate)
                    _asleep = false;
                _restless = false;
                if (Volatile.Read(ref _lazy) != 0)
                    return true;
            }
        }
    }

    /// <summary>Whoever was answered just now often has the next write at once: worth a few microseconds before sleep.</summary>
    private void Linger()
    {
        var spin = default(SpinWait);
        while (spin.Count < MaxSpins && Volatile.Read(ref _arrived) == 0)
            spin.SpinOnce(sleep1Threshold: -1);
    }

    /// <summary>
    /// Takes those into an open transaction who came while it was written. Where several were answered, several come again:
    /// committing the first of them would have the rest wait for two commits. So it waits for as many as last time, but
    /// <paramref name="until"/> no longer than a commit takes, which at worst doubles what one costs. A crowd's first
    /// dozens make the commit cheap enough for each: the rest come meanwhile, and have the next.
    /// </summary>
    /// <returns>Whether any were added to the batch.</returns>
    private bool TakeIn(List<CommitItem> batch, long until)
    {
        var before = batch.Count;
        if (before >= Enough)
            return false;
        var spin = default(SpinWait);
        while (Volatile.Read(ref _arrived) == 0)
        {
            if (before >= _answered || Stopwatch.GetTimestamp() >= until)
                return false;
            spin.SpinOnce(sleep1Threshold: -1);
        }

        lock (_gate)
            Collect(batch);
        for (var i = batch.Count - 1; i >= before; i--)
        {
            if (DropIfCancelled(batch[i]))
                batch.RemoveAt(i);
        }

        return batch.Count > before;
    }

    private void Collect(List<CommitItem> batch)
    {
        var count = Math.Min(_incoming.Count, _options.MaxBatch - batch.Count);
        if (count <= 0)
            return;
        for (var i = 0; i < count; i++)
        {
            var item = _incoming[i];
            batch.Add(item);
            if (item.HasPlace)
                GiveUpPlace();
        }

        _incoming.RemoveRange(0, count);
        _arrived = _incoming.Count;
    }
}
