using WellIntake.Modules.Platform.DeadLetters.Moves;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.DeadLetters;

/// <summary>Sends dead letters again, in batches, from wherever they are.</summary>
internal sealed class DeadLetterRequeuing(KnownQueues queues, MoveBook book, MoveFinisher finisher, DeadLetterSender sender, TimeProvider time)
{
    private const int Batch = 10;
    private const string NotThere = "it is no dead letter any more, or somebody has it in hand";

    public async Task<RequeueReport> RequeueAsync(RequeueOrder order, CancellationToken ct)
    {
        MoveOrders.Check(order.Queue, order.Keys);
        var (name, queue) = queues.Get(order.Queue);
        await finisher.FinishAsync(name, ct);
        var operation = Operations.Next(MoveKinds.Requeue, time.GetUtcNow());
        var keys = MoveOrders.Distinct(name, order.Keys);
        var rows = await book.OfAsync(name, keys, ct);
        await using var leases = await LeasedDeadLetters.TakeAsync(name, queue, keys.Where(k => !rows.ContainsKey(k)), ct);

        var departures = new List<Departure>();
        var stay = new List<NotMoved>();
        foreach (var key in keys)
        {
            if (rows.TryGetValue(key, out var row) && row.State == MoveStates.Held)
                departures.Add(new Departure(key, Refreshed(MoveBook.Read(row), order), null));
            else if (leases.Find(key) is { } lease)
                departures.Add(new Departure(key, Refreshed(lease.Job, order), lease));
            else
                stay.Add(new NotMoved(key, NotThere));
        }

        var sent = new List<RequeuedJob>();
        foreach (var batch in departures.Chunk(Batch))
        {
            foreach (var (which, newId, problem) in await sender.SendAsync(queue, batch, operation, order, ct))
            {
                if (newId is null)
                    stay.Add(new NotMoved(which.Key, problem ?? NotThere));
                else
                    sent.Add(new RequeuedJob(which.Key, newId));
            }
        }

        return new RequeueReport(operation, sent, stay);
    }

    private static JobEnvelope Refreshed(JobEnvelope dead, RequeueOrder order) => order.RefreshTimeToLive ? dead with { TimeToLive = null } : dead;
}
