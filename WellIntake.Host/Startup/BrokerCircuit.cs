using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Host.Startup;

/// <summary>Puts the breaker <c>servicebus</c> before what is sent to the broker (RES-1).</summary>
internal sealed class BrokerCircuit(ICircuitBreakers breakers) : IBrokerCircuit
{
    private static readonly CircuitFailures<bool> Counted = new(static e => e is JobQueueUnavailableException);
    private readonly ICircuitBreaker _breaker = breakers.Get(CircuitNames.ServiceBus);

    public async Task ExecuteAsync(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        try
        {
            await _breaker.ExecuteAsync(
                async t =>
                {
                    await work(t);
                    return true;
                },
                Counted,
                ct);
        }
        catch (CircuitOpenException e)
        {
            _breaker.CountFallback();
            throw new JobQueueUnavailableException("The broker kept failing and is left alone for a while.", e);
        }
    }
}
