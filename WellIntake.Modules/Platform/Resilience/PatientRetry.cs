using Polly;
using Polly.Retry;

namespace WellIntake.Modules.Platform.Resilience;

/// <summary>One try of a call to a service that may ask for patience, and how it ended.</summary>
internal interface IPatientTry
{
    /// <summary>Another try may end otherwise.</summary>
    bool IsWorthRepeating { get; }

    /// <summary>How long the service asked to wait; null when it did not.</summary>
    TimeSpan? RetryAfter { get; }

    /// <summary>How long the call has waited between its tries so far.</summary>
    TimeSpan Waited { get; set; }
}

/// <summary>
/// The tries of one call: between them a wait as the service asked for, else an exponential one with jitter. When it asks
/// for more patience than is left, the last reply stands.
/// </summary>
internal static class PatientRetry
{
    /// <summary>A pipeline that is shared by all calls of a client.</summary>
    /// <param name="maxTries">From 1: only once.</param>
    /// <param name="delay">The first wait, where none is asked for.</param>
    /// <param name="maxWait">The longest wait, and the most that a call waits in all.</param>
    /// <param name="time">What waits go by.</param>
    /// <param name="jitter">What spreads them.</param>
    public static ResiliencePipeline<T> Build<T>(int maxTries, TimeSpan delay, TimeSpan maxWait, TimeProvider time, RetryJitter jitter)
        where T : class, IPatientTry
    {
        var tries = new ResiliencePipelineBuilder<T> { TimeProvider = time };
        if (maxTries > 1)
        {
            tries.AddRetry(new RetryStrategyOptions<T>
            {
                MaxRetryAttempts = maxTries - 1,
                Delay = delay,
                MaxDelay = maxWait,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = jitter.Next,
                ShouldHandle = args => ValueTask.FromResult(
                    args.Outcome.Result is { IsWorthRepeating: true } done && done.Waited + (done.RetryAfter ?? TimeSpan.Zero) <= maxWait),
                DelayGenerator = args => ValueTask.FromResult(args.Outcome.Result?.RetryAfter),
                OnRetry = args =>
                {
                    args.Outcome.Result!.Waited += args.RetryDelay;
                    return ValueTask.CompletedTask;
                },
            });
        }

        return tries.Build();
    }
}
