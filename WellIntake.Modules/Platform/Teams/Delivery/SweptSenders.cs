namespace WellIntake.Modules.Platform.Teams.Delivery;

/// <summary>
/// How everything that is posted in the background runs: some senders, each taking one message after the other, and a sweep,
/// at start and now and then, that finds on disk what they never got. Ends when all have seen the stop.
/// </summary>
internal static class SweptSenders
{
    private const int Senders = 8;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(30);

    /// <param name="send">Sends until it is told to take nothing new, ends what it is at, and then returns.</param>
    /// <param name="sweep">Looks once. Throws only when cancelled.</param>
    /// <param name="grace">How long a post that is on its way at the stop may take: cut off, its id would never be known.</param>
    /// <param name="time">What the sweeps and the grace go by.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task RunAsync(Func<StopTokens, Task> send, Func<CancellationToken, Task> sweep, TimeSpan grace, TimeProvider time, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var begin = ct.Register(static (source, _) => ((Grace)source!).Begin(), new Grace(patience, grace));
        var senders = Enumerable.Range(0, Senders).Select(_ => send(new StopTokens(ct, patience.Token))).ToList();
        using var timer = new PeriodicTimer(SweepEvery, time);
        try
        {
            do
            {
                await sweep(ct);
            }
            while (await timer.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }

        await Task.WhenAll(senders);
    }

    private sealed record Grace(CancellationTokenSource Patience, TimeSpan Time)
    {
        // Zero would wait for a timer's turn.
        public void Begin()
        {
            if (Time > TimeSpan.Zero)
                Patience.CancelAfter(Time);
            else
                Patience.Cancel();
        }
    }
}

/// <summary>The two moments of a stop.</summary>
/// <param name="NothingNew">Nothing is begun any more.</param>
/// <param name="EndPosts">What is under way ends too.</param>
internal sealed record StopTokens(CancellationToken NothingNew, CancellationToken EndPosts);
