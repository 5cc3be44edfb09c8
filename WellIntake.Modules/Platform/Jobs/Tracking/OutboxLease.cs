using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Jobs.Tracking;

/// <summary>One delivery of a job from the outbox; the row's claim is its lock.</summary>
internal sealed class OutboxLease(OutboxWork work, OutboxJob row, JobEnvelope job, TimeSpan lockDuration) : IJobLease, IReleasesLease
{
    private const int MaxReason = 500;
    private const int Held = 0;
    private const int Settled = 1;
    private const int Lost = 2;
    private int _state;

    public JobEnvelope Job => job;

    public int DeliveryCount => job.DeliveryCount;

    public DateTimeOffset LockedUntil { get; private set; } = row.ClaimedUntil!.Value;

    public async Task RenewLockAsync(CancellationToken ct = default)
    {
        ThrowUnlessHeld(Volatile.Read(ref _state));
        var until = work.Now + lockDuration;
        if (!await work.RenewAsync(row, until, ct))
        {
            Volatile.Write(ref _state, Lost);
            throw new JobLockLostException(job.Id);
        }

        LockedUntil = until;
    }

    public Task CompleteAsync(CancellationToken ct = default) => SettleAsync(t => work.CompleteAsync(row, t), ct);

    public Task AbandonAsync(TimeSpan delay = default, CancellationToken ct = default) =>
        SettleAsync(t => work.GiveBackAsync(row, delay, counts: true, t), ct);

    public Task ReleaseAsync(CancellationToken ct = default) =>
        SettleAsync(t => work.GiveBackAsync(row, TimeSpan.Zero, counts: false, t), ct);

    public Task DeadLetterAsync(string reason, string? description = null, CancellationToken ct = default)
    {
        var words = description is null ? reason : $"{reason}: {description}";
        return SettleAsync(t => work.DeadLetterAsync(row, words.Length <= MaxReason ? words : words[..MaxReason], t), ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (Volatile.Read(ref _state) != Held)
            return;
        try
        {
            await AbandonAsync();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The claim ends by itself.
        }
    }

    private async Task SettleAsync(Func<CancellationToken, Task<bool>> settle, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        ThrowUnlessHeld(Interlocked.CompareExchange(ref _state, Settled, Held));
        bool mine;
        try
        {
            mine = await settle(ct);
        }
        catch
        {
            Volatile.Write(ref _state, Held);
            throw;
        }

        if (mine)
            return;
        Volatile.Write(ref _state, Lost);
        throw new JobLockLostException(job.Id);
    }

    private void ThrowUnlessHeld(int state)
    {
        if (state == Lost)
            throw new JobLockLostException(job.Id);
        if (state != Held)
            throw new InvalidOperationException($"The lease on job {job.Id} is settled already.");
    }
}
