namespace WellIntake.Modules.Platform.Teams.Delivery;

/// <summary>
/// How everything that is posted in the background runs: some senders, each taking one message after the other, and a sweep,
/// at start and now and then, that finds on disk what they never got. Ends when all have seen the stop.
/// </summary>
internal static class SweptSenders
{
    private const int Senders = 8;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(30);

    /// <param name="send">Sends until it is cancelled, and then returns.</param>
    /// <param name="sweep">Looks once. Throws only when cancelled.</param>
    /// <param name="time">What the sweeps go by.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task RunAsync(Func<CancellationToken, Task> send, Func<CancellationToken, Task> sweep, TimeProvider time, CancellationToken ct)
    {
        var senders = Enumerable.Range(0, Senders).Select(_ => send(ct)).ToList();
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
}
