using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.DeadLetters.Moves;

/// <summary>Finishes what a crash left half moved. Called before every change of a queue, and when a process starts.</summary>
internal sealed partial class MoveFinisher(
    KnownQueues queues, IGroupCommit commits, MoveBook book, SentAgain again, DeadLetterSettling settling, TimeProvider time, ILogger<MoveFinisher> logger)
{
    /// <summary>How many dead letters, and jobs, of a queue are looked at.</summary>
    public const int MostSeen = 10_000;

    // Far longer than a move takes: whoever began it is gone.
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(10);

    /// <summary>What somebody else has in hand is left to them.</summary>
    public async Task FinishAsync(string queueName, CancellationToken ct)
    {
        if (!await commits.CommitAsync(static session => MoveSql.AnyOpen(session), ct))
            return;
        var name = queues.Name(queueName);
        var open = await book.OpenAsync(name, ct);
        if (open.Count == 0)
            return;
        var queue = queues.Get(name).Queue;
        foreach (var row in open.Where(r => !r.InQueue))
            await SendAsync(queue, row, ct);
        var inQueue = open.FindAll(r => r.InQueue);
        await using var leases = await LeasedDeadLetters.TakeAsync(name, queue, inQueue.Select(MoveBook.KeyOf), ct);
        var missing = new List<DeadLetterMove>();
        foreach (var row in inQueue)
        {
            if (leases.Find(MoveBook.KeyOf(row)) is { } lease)
                await FinishAsync(queue, row, lease, ct);
            else
                missing.Add(row);
        }

        if (missing.Count > 0)
            await FinishGoneAsync(name, queue, missing, ct);
        Log.Finished(logger, name, open.Count);
    }

    private async Task FinishAsync(IJobQueue queue, DeadLetterMove row, IJobLease lease, CancellationToken ct)
    {
        var key = MoveBook.KeyOf(row);
        if (row is { Kind: MoveKinds.Requeue, State: MoveStates.Begun })
            await SendBegunAsync(queue, row, ct);
        await settling.CompleteAsync(lease, session => Finished(session, row, key), ct);
    }

    // Its completion was the last step, and only the row was not told. Only a dead letter that was never sent again is
    // another matter: whoever took it away, it is kept here for a person to judge.
    private async Task FinishGoneAsync(string name, IJobQueue queue, List<DeadLetterMove> missing, CancellationToken ct)
    {
        var there = (await queue.DeadLetters.PeekAsync(MostSeen, ct)).Select(j => DeadLetterKey.Of(name, j)).ToHashSet();
        if (there.Count >= MostSeen)
            return;
        var gone = missing.FindAll(r => !there.Contains(MoveBook.KeyOf(r)));
        await commits.CommitAsync(
            session =>
            {
                foreach (var row in gone)
                {
                    var key = MoveBook.KeyOf(row);
                    if (row is not { Kind: MoveKinds.Requeue, State: MoveStates.Begun })
                        Finished(session, row, key);
                    else if (row.ChangedAt < time.GetUtcNow() - Abandoned)
                        MoveSql.HoldAgain(session, key, time.GetUtcNow());
                }

                return gone.Count;
            },
            ct);
    }

    private async Task SendAsync(IJobQueue queue, DeadLetterMove row, CancellationToken ct)
    {
        if (row.State == MoveStates.Begun)
            await SendBegunAsync(queue, row, ct);
        await commits.CommitAsync(session => MoveSql.Done(session, MoveBook.KeyOf(row), time.GetUtcNow()), ct);
    }

    // Whether it was sent is not known. While the queue remembers ids, sending it once more is safe; later it is looked for,
    // and what was worked on already is known by its request or its original id.
    private async Task SendBegunAsync(IJobQueue queue, DeadLetterMove row, CancellationToken ct)
    {
        var job = SentAgain.Make(MoveBook.Read(row), row.NewId!);
        if (!again.IsSafeToRepeat(row.Queue, row.ChangedAt, time.GetUtcNow()) && await IsThereAsync(queue, row, ct))
            return;
        await queue.SendAsync([job], ct);
        await commits.CommitAsync(session => MoveSql.Sent(session, MoveBook.KeyOf(row), time.GetUtcNow()), ct);
    }

    private static async Task<bool> IsThereAsync(IJobQueue queue, DeadLetterMove row, CancellationToken ct) =>
        (await queue.PeekAsync(MostSeen, ct)).Any(j => j.Id == row.NewId)
        || (await queue.DeadLetters.PeekAsync(MostSeen, ct)).Any(j => j.Id == row.NewId && DeadLetterKey.Of(row.Queue, j) != MoveBook.KeyOf(row));

    private void Finished(ICommitSession session, DeadLetterMove row, DeadLetterKey key)
    {
        var now = time.GetUtcNow();
        _ = row.Kind switch
        {
            MoveKinds.Requeue => MoveSql.Done(session, key, now),
            MoveKinds.Purge => MoveSql.Keep(session, key, MoveStates.Archived, now),
            _ => MoveSql.Keep(session, key, MoveStates.Held, now),
        };
    }

    private static partial class Log
    {
        [LoggerMessage(5120, LogLevel.Information, "{Queue}: {Count} dead letters that were half moved are looked after")]
        public static partial void Finished(ILogger logger, string queue, int count);
    }
}
