using System.Diagnostics;

namespace WellIntake.Benchmarks.Queueing;

/// <summary>
/// Sends jobs at a steady rate, whatever becomes of them, from a thread of its own; measures each from just before its
/// send until its handler has it.
/// </summary>
internal sealed class Paced(int perSecond, int jobs)
{
    private readonly long[] _times = new long[jobs];
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = jobs;

    /// <summary>A handler has the job.</summary>
    public void Handled(int job)
    {
        _times[job] = Stopwatch.GetTimestamp() - _times[job];
        if (Interlocked.Decrement(ref _left) == 0)
            _all.SetResult();
    }

    /// <summary>Sends them all and waits for the last.</summary>
    public async Task<Figure> RunAsync(Func<int, Task> send)
    {
        var sends = new Task[_times.Length];
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        await Task.Factory.StartNew(
            () =>
            {
                for (var job = 0; job < sends.Length; job++)
                {
                    var early = TimeSpan.FromSeconds(job / (double)perSecond) - watch.Elapsed;
                    if (early > TimeSpan.Zero)
                        Thread.Sleep(early);
                    _times[job] = Stopwatch.GetTimestamp();
                    sends[job] = send(job);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await Task.WhenAll(sends);
        await _all.Task;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        return Figure.Of(_times.Length / watch.Elapsed.TotalSeconds, _times, bytes);
    }
}
