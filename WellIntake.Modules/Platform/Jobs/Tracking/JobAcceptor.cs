using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Jobs.Tracking;

/// <summary>
/// Makes rows and a job durable together. Where the queue's journal is in the rows' database that is one commit; else
/// the job goes to the outbox in the rows' transaction, and the dispatcher takes it on from there.
/// </summary>
internal sealed class JobAcceptor(IJobQueues queues, IGroupCommit commits, Outbox outbox, QueueingTopology topology, TimeProvider time)
{
    /// <summary>True when the queues' journal and the request rows are in one database.</summary>
    public bool SharesDatabase => topology.JournalSharesDatabase;

    /// <summary>True when the queues are on a broker that other processes use too.</summary>
    public bool BrokerIsShared => topology.BrokerIsShared;

    /// <returns>What <paramref name="alongside"/> returned; when false, no job was sent.</returns>
    public async Task<bool> AcceptAsync(string queue, JobEnvelope job, Func<ICommitSession, bool> alongside, CancellationToken ct)
    {
        if (SharesDatabase && queues.Get(queue) is ICommitsWithSender sender)
            return await sender.SendAsync(job, alongside, ct);

        return await AcceptByOutboxAsync(queue, job, alongside, ct);
    }

    /// <summary>The same without asking the queue for anything: the job goes to the outbox whatever the composition.</summary>
    public async Task<bool> AcceptByOutboxAsync(string queue, JobEnvelope job, Func<ICommitSession, bool> alongside, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var accepted = await commits.CommitAsync(session => alongside(session) && Outbox.Add(session, queue, job, now), ct);
        if (accepted)
            outbox.Wake();
        return accepted;
    }
}

/// <summary>Where jobs and rows are kept, as composed at start.</summary>
/// <param name="JournalSharesDatabase">The queues' journal is in the database of the request rows.</param>
/// <param name="BrokerIsShared">The queues are on a broker, which other processes use too, and which can be away.</param>
internal sealed record QueueingTopology(bool JournalSharesDatabase, bool BrokerIsShared = false);
