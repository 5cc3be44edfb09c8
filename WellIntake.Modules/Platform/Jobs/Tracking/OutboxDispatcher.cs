using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Jobs.Tracking;

/// <summary>
/// Moves jobs from the outbox to their queues. One that cannot be sent holds up no other: it waits for longer and longer,
/// and is set aside with its reason in the end. A queue that is away counts against none of its jobs. Jobs of one
/// ordering key stay in order: those behind one that waits, wait with it. Where other processes empty the same outbox,
/// what is being sent is claimed first.
/// </summary>
internal sealed partial class OutboxDispatcher(
    IDbContextFactory<WellIntakeDbContext> contexts, IJobQueues queues, OutboxFailures failures, OutboxClaims claims, QueueingTopology topology,
    IQueueMode mode, TimeProvider time, ILogger<OutboxDispatcher> logger)
{
    private const int Batch = 200;

    /// <summary>Moves what can be moved now. Returns how many jobs that were.</summary>
    internal async Task<int> DispatchAsync(CancellationToken ct)
    {
        var away = new HashSet<string>(StringComparer.Ordinal);
        var moved = 0;
        while (true)
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            var now = time.GetUtcNow();
            // A broker that is away is asked with one job, so that the others can be worked on meanwhile.
            var most = mode.BrokerIsAway ? 1 : Batch;
            await using var claim = topology.BrokerIsShared ? await claims.ForSendingAsync(most, away, ct) : null;
            var rows = claim?.Rows ?? await db.Outbox.AsNoTracking()
                .Where(o => o.SetAsideAt == null && (o.NextTryAt == null || o.NextTryAt <= now) && !away.Contains(o.Queue))
                .OrderBy(o => o.Id).Take(Batch).ToListAsync(ct);
            if (rows.Count == 0)
                return moved;
            var held = await HeldAsync(db, now, ct);
            foreach (var group in rows.GroupBy(r => r.Queue, StringComparer.Ordinal))
                moved += await MoveAsync(db, group.Key, [.. group], held, away, claim, ct);
            if (claim is not null)
                await claim.ReturnAsync(ct);
            if (rows.Count < most || (away.Count > 0 && most == 1))
                return moved;
        }
    }

    /// <summary>Ordering keys of jobs that wait for another try, and until when.</summary>
    private static async Task<HeldKeys> HeldAsync(WellIntakeDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var held = new HeldKeys();
        var waiting = db.Outbox.AsNoTracking().Where(o => o.SetAsideAt == null && o.NextTryAt > now).OrderBy(o => o.Id);
        await foreach (var row in waiting.AsAsyncEnumerable().WithCancellation(ct))
        {
            if (Read(row) is { } job)
                held.Hold(row.Queue, job, row.NextTryAt!.Value);
        }

        return held;
    }

    private async Task<int> MoveAsync(
        WellIntakeDbContext db, string queueName, IReadOnlyList<OutboxJob> rows, HeldKeys held, HashSet<string> away, SendingClaim? claim,
        CancellationToken ct)
    {
        var jobs = new List<(OutboxJob Row, JobEnvelope Job)>(rows.Count);
        foreach (var row in rows)
        {
            if (Read(row) is not { } job)
                await failures.FailAsync(db, row, "Its envelope cannot be read.", ct);
            else if (held.Until(queueName, job) is { } until)
                await OutboxFailures.PutOffAsync(db, row, until, ct);
            else
                jobs.Add((row, job));
        }

        if (jobs.Count == 0)
            return 0;
        IJobQueue queue;
        try
        {
            queue = queues.Get(queueName);
        }
        catch (ArgumentException)
        {
            foreach (var (row, _) in jobs)
                await failures.FailAsync(db, row, "No queue of that name is configured.", ct);
            return 0;
        }

        try
        {
            await queue.SendAsync([.. jobs.Select(j => j.Job)], ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            if (e is not JobQueueUnavailableException unavailable)
                return await MoveOneByOneAsync(db, queue, jobs, held, away, claim, ct);
            if (unavailable.OutcomeUnknown)
                claim?.MayBeSent(jobs.Select(j => j.Row.Id));
            Log.QueueAway(logger, queueName, e);
            away.Add(queueName);
            return 0;
        }

        var ids = jobs.ConvertAll(j => j.Row.Id);
        await db.Outbox.Where(o => ids.Contains(o.Id)).ExecuteDeleteAsync(ct);
        return jobs.Count;
    }

    // A queue takes all of a batch or none, and does not say which job it was that it would not take.
    private async Task<int> MoveOneByOneAsync(
        WellIntakeDbContext db, IJobQueue queue, List<(OutboxJob Row, JobEnvelope Job)> jobs, HeldKeys held, HashSet<string> away, SendingClaim? claim,
        CancellationToken ct)
    {
        var moved = 0;
        var strange = new List<(OutboxJob Row, Exception Error)>();
        foreach (var (row, job) in jobs)
        {
            if (held.Until(queue.Name, job) is { } until)
            {
                await OutboxFailures.PutOffAsync(db, row, until, ct);
                continue;
            }

            try
            {
                await queue.SendAsync([job], ct);
                await db.Outbox.Where(o => o.Id == row.Id).ExecuteDeleteAsync(ct);
                moved++;
            }
            catch (ArgumentException e)
            {
                if (await failures.FailAsync(db, row, e is JobRefusedException ? e.Message : $"The queue refused it with {e.GetType().Name}.", ct) is { } next)
                    held.Hold(queue.Name, job, next);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                if (e is not JobQueueUnavailableException { OutcomeUnknown: false })
                    claim?.MayBeSent([row.Id]);
                if (e is JobQueueUnavailableException)
                {
                    Log.QueueAway(logger, queue.Name, e);
                    away.Add(queue.Name);
                    return moved;
                }

                strange.Add((row, e));
                held.Hold(queue.Name, job, time.GetUtcNow());
            }
        }

        // An error of no known kind is the job's own only where the same queue took others.
        if (strange.Count > 0 && moved == 0)
        {
            Log.QueueAway(logger, queue.Name, strange[0].Error);
            away.Add(queue.Name);
            return moved;
        }

        foreach (var (row, error) in strange)
            await failures.FailAsync(db, row, $"The queue failed with {error.GetType().Name}.", ct);
        return moved;
    }

    /// <summary>Null when the envelope is not what <see cref="Outbox.Add"/> writes.</summary>
    internal static JobEnvelope? Read(OutboxJob row)
    {
        try
        {
            return JsonSerializer.Deserialize<JobEnvelope>(row.Envelope) is { Id: not null, Type: not null } job ? job with { Body = row.Body } : null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The ordering keys that wait.</summary>
    private sealed class HeldKeys
    {
        private readonly Dictionary<(string Queue, string Key), DateTimeOffset> _until = [];

        public void Hold(string queue, JobEnvelope job, DateTimeOffset until)
        {
            if (job.OrderingKey is { } key)
                _until[(queue, key)] = until;
        }

        public DateTimeOffset? Until(string queue, JobEnvelope job) =>
            job.OrderingKey is { } key && _until.TryGetValue((queue, key), out var until) ? until : null;
    }

    private static partial class Log
    {
        [LoggerMessage(2111, LogLevel.Warning, "{Queue} takes no jobs now; those in the outbox are kept, and it is tried again")]
        public static partial void QueueAway(ILogger logger, string queue, Exception e);
    }
}
