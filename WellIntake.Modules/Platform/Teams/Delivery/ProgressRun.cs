using WellIntake.Modules.Platform.Jobs;

namespace WellIntake.Modules.Platform.Teams.Delivery;

/// <summary>
/// Looks after one delivery of a request's job from time to time while it is worked on. Reports cost nothing: the newest
/// is kept, and taken up at the next look. One look at a time, and none after <see cref="EndAsync"/> has returned.
/// </summary>
internal sealed class ProgressRun : IProgress<RequestProgress>, IAsyncDisposable
{
    private readonly TimeSpan _grace;
    private readonly TimeProvider _time;
    private readonly Func<RequestProgress?, CancellationToken, Task<bool>> _look;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly Task _looking;
    private RequestProgress? _latest;
    private Task<bool>? _ending;

    /// <summary>Begins at once; the first look comes after <paramref name="after"/>.</summary>
    /// <param name="after">Work that ends within this time is not looked at.</param>
    /// <param name="interval">Between two looks.</param>
    /// <param name="grace">How long <see cref="EndAsync"/> waits for a look under way.</param>
    /// <param name="time">The clock.</param>
    /// <param name="look">
    /// A look: gets what was reported and not shown yet, else null; says whether it was shown. Throws only when cancelled.
    /// </param>
    public ProgressRun(TimeSpan after, TimeSpan interval, TimeSpan grace, TimeProvider time, Func<RequestProgress?, CancellationToken, Task<bool>> look)
    {
        (_grace, _time, _look) = (grace, time, look);
        _looking = RunAsync(after, interval);
    }

    public void Report(RequestProgress value) => Volatile.Write(ref _latest, value);

    /// <summary>Ends it: a look under way may finish within the grace, else it is cancelled. Again: the same answer.</summary>
    /// <returns>True when a look was cut off, so that what it was about to show may still come to be shown.</returns>
    public Task<bool> EndAsync()
    {
        lock (_lock)
            return _ending ??= EndOnceAsync();
    }

    /// <summary>Ends it; what <see cref="EndAsync"/> answers can still be asked.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _ended.Dispose();
        _abandoned.Dispose();
    }

    private async Task<bool> EndOnceAsync()
    {
        await _ended.CancelAsync();
        try
        {
            await _looking.WaitAsync(_grace, _time);
            return false;
        }
        catch (TimeoutException)
        {
            await _abandoned.CancelAsync();
            await _looking;
            return true;
        }
    }

    private async Task RunAsync(TimeSpan after, TimeSpan interval)
    {
        RequestProgress? shown = null;
        try
        {
            await Task.Delay(after, _time, _ended.Token);
            while (!_ended.IsCancellationRequested)
            {
                var latest = Volatile.Read(ref _latest);
                if (await _look(ReferenceEquals(latest, shown) ? null : latest, _abandoned.Token))
                    shown = latest;
                await Task.Delay(interval, _time, _ended.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Ended, or cut off.
        }
    }
}
