using System.Security.Cryptography;
using WellIntake.ServiceBus.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>One try of an operation: how long it may take, and who may call it off.</summary>
/// <param name="Token">Ends with the try's time or the caller.</param>
/// <param name="Caller">Ends with the caller only; for waits whose length the caller has chosen.</param>
internal readonly record struct Try(CancellationToken Token, CancellationToken Caller);

/// <summary>Tries an operation again while its failure is one that may pass.</summary>
internal sealed class RetryPolicy(ServiceBusRetryOptions options, TimeProvider time)
{
    // The service asks for ten seconds when it is busy.
    private static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(10);
    private const double Jitter = 0.08;

    public TimeSpan TryTimeout => options.TryTimeout;

    /// <param name="entityPath">The entity, for the exceptions.</param>
    /// <param name="retries">False: one try only, for what belongs to a transaction.</param>
    /// <param name="operation">One try.</param>
    /// <param name="cancellationToken">Calls it off: between tries at once, within a try as the operation has it.</param>
    /// <exception cref="TaskCanceledException">Called off.</exception>
    public async Task<T> RunAsync<T>(string entityPath, bool retries, Func<Try, Task<T>> operation, CancellationToken cancellationToken)
    {
        for (var failures = 0; ; failures++)
        {
            Exception failure;
            try
            {
                return await TryAsync(operation, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw new TaskCanceledException("The operation was cancelled.", innerException: null, cancellationToken);
            }
            catch (Exception exception)
            {
                var translated = ServiceErrors.Translate(exception, entityPath);
                if (!retries || failures >= options.MaxRetries || !MayPass(translated, failures))
                {
                    if (ReferenceEquals(translated, exception))
                        throw;
                    throw translated;
                }
                failure = translated;
            }
            await PauseAsync(failures, failure, cancellationToken);
        }
    }

    public Task RunAsync(string entityPath, bool retries, Func<Try, Task> operation, CancellationToken cancellationToken)
        => RunAsync(entityPath, retries, async attempt =>
        {
            await operation(attempt);
            return true;
        }, cancellationToken);

    private async Task<T> TryAsync<T>(Func<Try, Task<T>> operation, CancellationToken caller)
    {
        caller.ThrowIfCancellationRequested();
        using var limit = new CancellationTokenSource(options.TryTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, caller);
        try
        {
            return await operation(new Try(both.Token, caller));
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !caller.IsCancellationRequested)
        {
            throw new TimeoutException($"not done within {options.TryTimeout.TotalSeconds:0.###} s", exception);
        }
    }

    // A link is also refused when its token has run out meanwhile; the next one brings a fresh token, and is right or wrong for good.
    private static bool MayPass(Exception failure, int failures)
        => failure is ServiceBusException { IsTransient: true }
        || (failure is UnauthorizedAccessException { InnerException: AmqpException } && failures == 0);

    private async Task PauseAsync(int failures, Exception failure, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Pause(failures, failure), time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw new TaskCanceledException("The operation was cancelled.", innerException: null, cancellationToken);
        }
    }

    private TimeSpan Pause(int failures, Exception failure)
    {
        var spread = RandomNumberGenerator.GetInt32(1000) / 1000.0 * Jitter;
        var factor = options.Mode == ServiceBusRetryMode.Fixed ? 1 + spread : Math.Pow(2, failures) + spread;
        var pause = options.Delay * factor;
        if (failure is ServiceBusException { Reason: ServiceBusFailureReason.ServiceBusy } && pause < BusyPause)
            pause = BusyPause;
        return pause < options.MaxDelay ? pause : options.MaxDelay;
    }
}
