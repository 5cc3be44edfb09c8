using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.DeadLetters.Moves;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.DeadLetters;

/// <summary>Gives dead letters other bodies, and brings back what was replaced or purged.</summary>
internal sealed class DeadLetterEditing(
    KnownQueues queues, IGroupCommit commits, MoveBook book, MoveFinisher finisher, DeadLetterSettling settling, JobTypes types,
    IOptions<DeadLetterOptions> options, TimeProvider time)
{
    private const string NotThere = "It is no dead letter any more, or somebody has it in hand.";

    public async Task<MoveReport> EditAsync(EditOrder order, CancellationToken ct)
    {
        var (name, queue) = queues.Get(order.Key.Queue);
        var key = order.Key with { Queue = name };
        await finisher.FinishAsync(name, ct);
        var operation = Operations.Next(MoveKinds.Edit, time.GetUtcNow());
        if ((await book.OfAsync(name, [key], ct)).GetValueOrDefault(key) is { } row)
        {
            if (row.State != MoveStates.Held)
                throw new DeadLetterException(NotThere);
            Check(MoveBook.Read(row), order.Body);
            if (!await commits.CommitAsync(session => MoveSql.EditHeld(session, key, operation, order.Body, time.GetUtcNow()), ct))
                throw new DeadLetterException(NotThere);
            return new MoveReport(operation, [key], []);
        }

        await using var leases = await LeasedDeadLetters.TakeAsync(name, queue, [key], ct);
        var lease = leases.Find(key) ?? throw new DeadLetterException(NotThere);
        var dead = lease.Job;
        Check(dead, order.Body);
        var now = time.GetUtcNow();
        if (!await commits.CommitAsync(
            session => MoveSql.Begin(
                session, key, operation, MoveKinds.Edit, MoveStates.Begun, newId: null, MoveBook.Write(dead), order.Body, dead.Body.ToArray(), now), ct))
            throw new DeadLetterException(NotThere);
        await settling.CompleteAsync(lease, session => MoveSql.Keep(session, key, MoveStates.Held, time.GetUtcNow()), ct);
        return new MoveReport(operation, [key], []);
    }

    public async Task<MoveReport> UndoAsync(string operation, CancellationToken ct)
    {
        var rows = await book.OfOperationAsync(operation, ct);
        if (rows.Count == 0)
            throw new DeadLetterException("There is no such operation, or it is forgotten by now.");
        if (rows[0].Kind == MoveKinds.Requeue)
            throw new DeadLetterException("Jobs that were sent again are being worked on, or have been: that cannot be undone.");
        foreach (var queue in rows.Select(r => r.Queue).Distinct(StringComparer.Ordinal))
            await finisher.FinishAsync(queue, ct);
        var now = time.GetUtcNow();
        var oldest = now - options.Value.UndoFor;
        rows = await book.OfOperationAsync(operation, ct);
        if (rows.TrueForAll(r => r.ChangedAt < oldest))
            throw new DeadLetterException($"It was done more than {options.Value.UndoFor.TotalDays:0.#} days ago and cannot be undone any more.");
        var moved = await commits.CommitAsync(session => rows.FindAll(r => Restore(session, r, now)).ConvertAll(MoveBook.KeyOf), ct);
        return new MoveReport(operation, moved, [.. rows.Select(MoveBook.KeyOf).Except(moved).Select(k => new NotMoved(k, "it was brought back before, or moved on since"))]);
    }

    private static bool Restore(ICommitSession session, DeadLetterMove row, DateTimeOffset now) => row.Kind == MoveKinds.Purge
        ? MoveSql.Restore(session, MoveBook.KeyOf(row), now)
        : MoveSql.RestoreBody(session, MoveBook.KeyOf(row), now);

    private void Check(JobEnvelope dead, byte[] body)
    {
        var type = types.Find(dead.Type) ?? throw new DeadLetterException("Its type is unknown to this version, so no body of it can be checked.");
        JobMessage edited;
        try
        {
            edited = type.Parse(dead with { Body = body });
        }
        catch (InvalidJobException e)
        {
            throw new DeadLetterException($"The new body is no {type.WireName}: {e.Message}");
        }

        if (IdOf(type, dead) is { } id && id != edited.MessageId)
            throw new DeadLetterException("Field 'message_id' names the request that it belongs to and cannot be changed.");
    }

    private static string? IdOf(JobType type, JobEnvelope dead)
    {
        try
        {
            return type.Parse(dead).MessageId;
        }
        catch (InvalidJobException)
        {
            // That is what it is edited for.
            return null;
        }
    }
}
