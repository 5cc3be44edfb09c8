namespace WellIntake.Modules.Platform.Jobs;

/// <summary>Exponential backoff with "equal jitter": half of the delay is fixed, half is drawn, so that jobs that failed together come back apart.</summary>
internal sealed class RetryPolicy(JobOptions options, Random random)
{
    /// <summary>The delay before the delivery after <paramref name="deliveryCount"/>.</summary>
    public TimeSpan DelayAfter(int deliveryCount)
    {
        var exponent = Math.Min(Math.Max(deliveryCount - 1, 0), 30);
        var full = Math.Min(options.RetryDelay.TotalMilliseconds * Math.Pow(2, exponent), options.MaxRetryDelay.TotalMilliseconds);
        double drawn;
        lock (random)
            drawn = random.NextDouble();
        return TimeSpan.FromMilliseconds((full / 2) + (full / 2 * drawn));
    }
}
