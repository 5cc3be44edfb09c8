using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.DeadLetters.Moves;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.DeadLetters;

/// <summary>Takes dead letters out of their queue: into the archive first (DLQ-3).</summary>
internal sealed class DeadLetterPurging(
    KnownQueues queues, IGroupCommit commits, MoveBook book, MoveFinisher finisher, DeadLetterSettling settling, IOptions<DeadLetterOptions> options, TimeProvider time)
{
    private const int Batch = 50;
    private const string NotThere = "it is no dead letter any more, or somebody has it in hand";

    public async Task<MoveReport> PurgeAsync(MoveOrder order, CancellationToken ct)
    {
        MoveOrders.Check(order.Queue, order.Keys);
        var (name, queue) = queues.Get(order.Queue);
        await finisher.FinishAsync(name, ct);
        var operation = Operations.Continue(order.Operation, MoveKinds.Purge, time.GetUtcNow());
        var keys = MoveOrders.Distinct(name, order.Keys);
        var rows = await book.OfAsync(name, keys, ct);
        await using var leases = await LeasedDeadLetters.TakeAsync(name, queue, keys.Where(k => !rows.ContainsKey(k)), ct);
        await ThrowIfFullAsync(keys.Sum(k => rows.TryGetValue(k, out var row) ? row.Body.LongLength : leases.Find(k)?.Job.Body.Length ?? 0), ct);

        var moved = new List<DeadLetterKey>();
        var stay = new List<NotMoved>();
        foreach (var key in keys.Where(rows.ContainsKey))
        {
            if (await commits.CommitAsync(session => MoveSql.ArchiveHeld(session, key, operation, time.GetUtcNow()), ct))
                moved.Add(key);
            else
                stay.Add(new NotMoved(key, NotThere));
        }

        foreach (var batch in keys.Where(k => !rows.ContainsKey(k)).Chunk(Batch))
            await PurgeAsync([.. batch], leases, operation, moved, stay, ct);
        return new MoveReport(operation, moved, stay);
    }

    private async Task PurgeAsync(
        IReadOnlyList<DeadLetterKey> batch, LeasedDeadLetters leases, string operation, List<DeadLetterKey> moved, List<NotMoved> stay, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var written = await commits.CommitAsync(
            session => batch.Where(key => leases.Find(key) is { Job: var dead } && MoveSql.Begin(
                session, key, operation, MoveKinds.Purge, MoveStates.Begun, newId: null, MoveBook.Write(dead), dead.Body.ToArray(), original: null, now)).ToHashSet(),
            ct);
        foreach (var key in batch)
        {
            if (!written.Contains(key))
            {
                stay.Add(new NotMoved(key, NotThere));
                continue;
            }

            try
            {
                await settling.CompleteAsync(leases.Find(key)!, session => MoveSql.Keep(session, key, MoveStates.Archived, time.GetUtcNow()), ct);
                moved.Add(key);
            }
            catch (JobLockLostException)
            {
                stay.Add(new NotMoved(key, "its lock was lost; the next change of this queue purges it"));
            }
        }
    }

    private async Task ThrowIfFullAsync(long more, CancellationToken ct)
    {
        var limit = options.Value.MaxArchiveMegabytes * 1024L * 1024;
        if (await book.ArchivedBytesAsync(ct) + more > limit)
        {
            throw new DeadLetterException(
                $"The archive would hold more than {options.Value.MaxArchiveMegabytes} MB ({DeadLetterOptions.Section}:MaxArchiveMegabytes). Purge less, export first, "
                + "raise the limit, or wait until older purges are forgotten.");
        }
    }
}
