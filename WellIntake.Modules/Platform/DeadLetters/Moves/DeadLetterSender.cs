using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.DeadLetters.Moves;

/// <summary>A dead letter on its way back into its queue.</summary>
/// <param name="Key">Which.</param>
/// <param name="Dead">What it is.</param>
/// <param name="Lease">The lease on it; null when it is in the database.</param>
internal sealed record Departure(DeadLetterKey Key, JobEnvelope Dead, IJobLease? Lease);

/// <summary>Sends dead letters again, so that a crash anywhere leaves each in one place (ADR 26).</summary>
internal sealed class DeadLetterSender(IGroupCommit commits, QueueingTopology topology, SentAgain again, DeadLetterSettling settling, TimeProvider time)
{
    /// <summary>Sends up to a batch of them, and says what came of each.</summary>
    public Task<IReadOnlyList<(Departure Which, string? NewId, string? Problem)>> SendAsync(
        IJobQueue queue, IReadOnlyList<Departure> batch, string operation, RequeueOrder order, CancellationToken ct) =>
        topology.JournalSharesDatabase && queue is ICommitsWithSender sender
            ? SendInCommitAsync(sender, batch, operation, order, ct)
            : SendInStepsAsync(queue, batch, operation, order, ct);

    // The row is written in the commit that accepts the job, so there is nothing in between. Those of one ordering key go
    // one after the other; the rest share commits.
    private async Task<IReadOnlyList<(Departure, string?, string?)>> SendInCommitAsync(
        ICommitsWithSender sender, IReadOnlyList<Departure> batch, string operation, RequeueOrder order, CancellationToken ct)
    {
        var lines = batch.GroupBy(d => d.Dead.OrderingKey ?? $"\n{d.Key.SequenceNumber}", StringComparer.Ordinal);
        var sent = await Task.WhenAll(lines.Select(async line =>
        {
            var results = new List<(Departure, string?, string?)>();
            foreach (var departure in line)
                results.Add(await SendInCommitAsync(sender, departure, operation, order, ct));
            return results;
        }));
        return [.. sent.SelectMany(s => s)];
    }

    private async Task<(Departure, string?, string?)> SendInCommitAsync(
        ICommitsWithSender sender, Departure departure, string operation, RequeueOrder order, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        foreach (var id in again.Ids(departure.Key, departure.Dead, order.RegenerateIds, now))
        {
            var used = false;
            try
            {
                if (await sender.SendAsync(
                    SentAgain.Make(departure.Dead, id),
                    session =>
                    {
                        used = IsUsed(session, departure, id, now);
                        if (used || !Write(session, departure, operation, MoveStates.Sent, id, now))
                            return false;
                        again.Reopen(session, departure.Dead, now);
                        return departure.Lease is not null || MoveSql.Done(session, departure.Key, now);
                    },
                    ct))
                {
                    if (departure.Lease is not null)
                        await LeaveAsync(departure, ct);
                    return (departure, id, null);
                }
            }
            catch (ArgumentException e)
            {
                return (departure, null, Why(e));
            }

            if (!used)
                break;
        }

        return (departure, null, "somebody else moves it");
    }

    private async Task<IReadOnlyList<(Departure, string?, string?)>> SendInStepsAsync(
        IJobQueue queue, IReadOnlyList<Departure> batch, string operation, RequeueOrder order, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var begun = await commits.CommitAsync(session => Begin(session, batch, operation, order, now), ct);
        var results = batch.Where(d => begun.All(b => b.Which != d)).Select(d => (d, (string?)null, (string?)"somebody else moves it")).ToList();
        if (begun.Count == 0)
            return results;
        try
        {
            await queue.SendAsync([.. begun.Select(b => SentAgain.Make(b.Which.Dead, b.NewId))], ct);
            foreach (var (which, newId) in begun)
                results.Add((which, newId, null));
        }
        catch (ArgumentException)
        {
            // Too much for one batch, or one of them is too much: each for itself.
            foreach (var (which, newId) in begun)
                results.Add((which, newId, await SendAloneAsync(queue, which, newId, ct)));
        }

        var sent = results.FindAll(r => r.Item3 is null);
        await commits.CommitAsync(session => sent.Count(r => MoveSql.Sent(session, r.Item1.Key, time.GetUtcNow())), ct);
        foreach (var (which, _, _) in sent)
            await LeaveAsync(which, ct);
        return [.. results.Select(r => r.Item3 is null ? r : (r.Item1, null, r.Item3))];
    }

    private List<(Departure Which, string NewId)> Begin(ICommitSession session, IReadOnlyList<Departure> batch, string operation, RequeueOrder order, DateTimeOffset now)
    {
        var begun = new List<(Departure, string)>();
        foreach (var departure in batch)
        {
            foreach (var id in again.Ids(departure.Key, departure.Dead, order.RegenerateIds, now))
            {
                if (IsUsed(session, departure, id, now))
                    continue;
                if (Write(session, departure, operation, MoveStates.Begun, id, now))
                {
                    again.Reopen(session, departure.Dead, now);
                    begun.Add((departure, id));
                }

                break;
            }
        }

        return begun;
    }

    private async Task<string?> SendAloneAsync(IJobQueue queue, Departure departure, string newId, CancellationToken ct)
    {
        try
        {
            await queue.SendAsync([SentAgain.Make(departure.Dead, newId)], ct);
            return null;
        }
        catch (ArgumentException e)
        {
            var now = time.GetUtcNow();
            await commits.CommitAsync(
                session =>
                {
                    again.Close(session, departure.Dead, now);
                    return departure.Lease is null ? MoveSql.HoldAgain(session, departure.Key, now) : MoveSql.Drop(session, departure.Key);
                },
                ct);
            return Why(e);
        }
    }

    private async Task LeaveAsync(Departure departure, CancellationToken ct)
    {
        if (departure.Lease is not { } lease)
        {
            await commits.CommitAsync(session => MoveSql.Done(session, departure.Key, time.GetUtcNow()), ct);
            return;
        }

        try
        {
            await settling.CompleteAsync(lease, session => MoveSql.Done(session, departure.Key, time.GetUtcNow()), ct);
        }
        catch (JobLockLostException)
        {
            // It is sent, and the row says so: the next change of the queue takes the dead letter away.
        }
    }

    private bool IsUsed(ICommitSession session, Departure departure, string id, DateTimeOffset now) =>
        MoveSql.IsRecent(session, departure.Key.Queue, id, again.Remembered(departure.Key.Queue, now));

    private static bool Write(ICommitSession session, Departure departure, string operation, string state, string newId, DateTimeOffset now) =>
        departure.Lease is null
            ? MoveSql.SendHeld(session, departure.Key, operation, state, newId, MoveBook.Write(departure.Dead), now)
            : MoveSql.Begin(
                session, departure.Key, operation, MoveKinds.Requeue, state, newId, MoveBook.Write(departure.Dead), departure.Dead.Body.ToArray(), original: null, now);

    private static string Why(ArgumentException e) => e is JobRefusedException ? e.Message : $"its queue refused it with {e.GetType().Name}";
}
