using System.Transactions;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Queueing.ServiceBus.Messages;

namespace WellIntake.Modules.Platform.Queueing.ServiceBus.Receiving;

/// <summary>
/// One delivery of one message, on a link that is its own until it is settled. Where order counts that is the link that
/// holds the message's session.
/// </summary>
/// <param name="message">The message.</param>
/// <param name="job">The job that it is.</param>
/// <param name="receiver">The link.</param>
/// <param name="leave">Lets go of the link; called once.</param>
/// <param name="home">The queue.</param>
/// <param name="delayed">Where leases are held back; null for a dead letter.</param>
internal sealed partial class ServiceBusLease(
    ServiceBusReceivedMessage message, JobEnvelope job, ServiceBusReceiver receiver, Func<ValueTask> leave, QueueHome home, DelayedLeases? delayed)
    : IJobLease, IReleasesLease
{
    private const int MaxDescription = 1_024;
    private const int Held = 0;
    private const int Settling = 1;
    private const int Settled = 2;
    private const int Lost = 3;

    private int _state;
    private bool _handedOut;

    public JobEnvelope Job => job;

    public int DeliveryCount => job.DeliveryCount;

    public DateTimeOffset LockedUntil => receiver is ServiceBusSessionReceiver session ? session.SessionLockedUntil : message.LockedUntil;

    /// <summary>By age: what is received together is in this order.</summary>
    public long Age => IsDead ? message.EnqueuedSequenceNumber : message.SequenceNumber;

    private bool IsDead => delayed is null;

    private ServiceBusEntity Entity => home.Entity;

    /// <summary>Counts it among those that somebody holds.</summary>
    public void HandOut()
    {
        _handedOut = true;
        if (!IsDead)
            Interlocked.Increment(ref home.Leased);
    }

    public async Task RenewLockAsync(CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        ThrowUnlessHeld(Volatile.Read(ref _state));
        try
        {
            await RenewAsync(ct);
        }
        catch (Exception e) when (ServiceBusFailures.IsLockLost(e))
        {
            if (Interlocked.CompareExchange(ref _state, Lost, Held) == Held)
                await LeaveAsync();
            throw new JobLockLostException(job.Id);
        }
        catch (Exception e)
        {
            ServiceBusFailures.ThrowTranslated(e, Entity);
            throw;
        }
    }

    public async Task CompleteAsync(CancellationToken ct = default)
    {
        await SettleAsync(t => receiver.CompleteMessageAsync(message, t), ct);
        await RemoveClaimAsync();
    }

    public Task AbandonAsync(TimeSpan delay = default, CancellationToken ct = default)
    {
        if (IsDead)
            return SettleAsync(t => receiver.AbandonMessageAsync(message, cancellationToken: t), ct);
        if (DeliveryCount >= home.Options.BackstopDeliveries)
            return DeadLetterAsync(DeadLetterReasons.MaxDeliveries, $"It was delivered {DeliveryCount} times.", ct);
        if (delay <= TimeSpan.Zero)
            return SettleAsync(t => receiver.AbandonMessageAsync(message, cancellationToken: t), ct);
        return home.DelaysByCopy ? SettleAsync(t => SendCopyAsync(delay, DeliveryCount, t), ct) : HoldAsync(delay, ct);
    }

    // The broker counts every delivery; the property takes this one back. What is given back again and again, because a
    // database is away for long, goes on as a copy, with whom the broker begins to count anew.
    public Task ReleaseAsync(CancellationToken ct = default)
    {
        if (!IsDead && home.DelaysByCopy && message.DeliveryCount > home.Options.MaxDeliveries + 2)
            return SettleAsync(t => SendCopyAsync(TimeSpan.Zero, job.DeliveryCount - 1, t), ct);
        var takenBack = new Dictionary<string, object>(StringComparer.Ordinal) { [MessageProperties.Earlier] = job.DeliveryCount - 1 - message.DeliveryCount };
        return SettleAsync(t => receiver.AbandonMessageAsync(message, takenBack, t), ct);
    }

    public Task DeadLetterAsync(string reason, string? description = null, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        var words = description is { Length: > MaxDescription } ? description[..MaxDescription] : description;
        // A dead letter stays what it is, and where it is.
        if (IsDead)
            return SettleAsync(t => receiver.AbandonMessageAsync(message, cancellationToken: t), ct);
        var properties = new Dictionary<string, object>(StringComparer.Ordinal) { [MessageProperties.Deliveries] = DeliveryCount };
        return SettleAsync(t => receiver.DeadLetterMessageAsync(message, properties, reason, words, t), ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (Volatile.Read(ref _state) != Held)
            return;
        try
        {
            await AbandonAsync();
        }
        catch (Exception e)
        {
            // Its lock ends by itself.
            Log.NotGivenBack(home.Logger, home.Entity.Queue, job.Id, e.GetType().Name);
        }
    }

    /// <summary>For those that are held back: the lock is kept though the caller has settled.</summary>
    internal Task RenewAsync(CancellationToken ct) =>
        receiver is ServiceBusSessionReceiver session ? session.RenewSessionLockAsync(ct) : receiver.RenewMessageLockAsync(message, ct);

    /// <summary>The end of holding back: the message is given back, and its session let go.</summary>
    internal async Task EndHoldAsync(CancellationToken ct)
    {
        try
        {
            await receiver.AbandonMessageAsync(message, cancellationToken: ct);
        }
        finally
        {
            await LetGoAsync();
        }
    }

    private async Task HoldAsync(TimeSpan delay, CancellationToken ct)
    {
        if (!delayed!.HasRoom)
        {
            await SettleAsync(t => receiver.AbandonMessageAsync(message, cancellationToken: t), ct);
            return;
        }

        ct.ThrowIfCancellationRequested();
        ThrowUnlessHeld(Interlocked.CompareExchange(ref _state, Settling, Held));
        try
        {
            // Tells whether the lock is still ours, as settling would.
            await RenewAsync(ct);
        }
        catch (Exception e)
        {
            await FailAsync(e);
            throw;
        }

        Volatile.Write(ref _state, Settled);
        CountOut();
        delayed.Add(this, delay);
    }

    // Both or neither: a copy without the completion would be worked on twice, a completion without the copy never again.
    private async Task SendCopyAsync(TimeSpan delay, int deliveries, CancellationToken ct)
    {
        var copy = JobMessages.Copy(message, job, deliveries, home.Time.GetUtcNow() + delay);
        using var both = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
        await home.Sender().SendMessageAsync(copy, ct);
        await receiver.CompleteMessageAsync(message, ct);
        both.Complete();
    }

    private async Task SettleAsync(Func<CancellationToken, Task> settle, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        ThrowUnlessHeld(Interlocked.CompareExchange(ref _state, Settling, Held));
        try
        {
            await settle(ct);
        }
        catch (Exception e)
        {
            await FailAsync(e);
            throw;
        }

        Volatile.Write(ref _state, Settled);
        home.Status.Answered();
        await LeaveAsync();
    }

    private async Task FailAsync(Exception e)
    {
        if (ServiceBusFailures.IsLockLost(e))
        {
            Volatile.Write(ref _state, Lost);
            await LeaveAsync();
            throw new JobLockLostException(job.Id);
        }

        Volatile.Write(ref _state, Held);
        if (ServiceBusFailures.Translate(e, Entity) is { } other && !ReferenceEquals(other, e))
            throw other;
    }

    private void ThrowUnlessHeld(int state)
    {
        if (state == Lost)
            throw new JobLockLostException(job.Id);
        if (state != Held)
            throw new InvalidOperationException($"The lease on job {job.Id} is settled already.");
    }

    private async Task LeaveAsync()
    {
        CountOut();
        await LetGoAsync();
    }

    private void CountOut()
    {
        if (_handedOut && !IsDead)
            Interlocked.Decrement(ref home.Leased);
        _handedOut = false;
    }

    private async Task LetGoAsync()
    {
        try
        {
            await leave();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The broker takes the session back when its lock ends.
            Log.LinkNotClosed(home.Logger, home.Entity.Queue, e.GetType().Name);
        }
    }

    private async Task RemoveClaimAsync()
    {
        if (message.ApplicationProperties.GetValueOrDefault(MessageProperties.Claim) is not string claim)
            return;
        try
        {
            await home.Claims.RemoveAsync(claim, CancellationToken.None);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The job is done; the sweep finds the body that nothing refers to.
            Log.ClaimLeft(home.Logger, home.Entity.Queue, job.Id, e.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5030, LogLevel.Debug, "{Queue}: job {JobId} could not be given back ({Error}); it comes back when its lock ends")]
        public static partial void NotGivenBack(ILogger logger, string queue, string jobId, string error);

        [LoggerMessage(5031, LogLevel.Debug, "{Queue}: a link could not be closed ({Error}); a session that it holds is free when its lock ends")]
        public static partial void LinkNotClosed(ILogger logger, string queue, string error);

        [LoggerMessage(5032, LogLevel.Warning, "{Queue}: the stored body of job {JobId}, which is done, could not be removed ({Error}); it is swept later")]
        public static partial void ClaimLeft(ILogger logger, string queue, string jobId, string error);
    }
}
