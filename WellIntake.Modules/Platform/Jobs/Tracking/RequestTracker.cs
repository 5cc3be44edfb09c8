using System.Globalization;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Telemetry;

namespace WellIntake.Modules.Platform.Jobs.Tracking;

/// <summary>
/// The life of a request (TRK-1, TRK-3): every change of status and its line in the timeline are one durable commit,
/// shared with whatever else waits to be written.
/// </summary>
internal sealed class RequestTracker(JobTypes types, JobAcceptor acceptor, IGroupCommit commits, TimeProvider time)
{
    /// <summary>
    /// Writes row, timeline and job in one durable step. <paramref name="alongside"/> rides in the same commit when the
    /// request is new.
    /// </summary>
    /// <returns>False when the same request was accepted before: nothing was written.</returns>
    public Task<bool> AcceptAsync(NewRequest request, Action<ICommitSession>? alongside, CancellationToken ct)
    {
        var type = types.Of(request.Job.GetType());
        var table = type.RequestTable ?? throw new InvalidOperationException($"{type.WireName} has no request table.");
        var now = time.GetUtcNow();
        return acceptor.AcceptAsync(
            type.Queue, type.Wrap(request.Job),
            session =>
            {
                if (!RequestSql.Insert(session, table, request, now))
                    return false;
                RequestSql.Event(session, request.Job.MessageId, RequestStatus.Queued.ToText(), null, 0, now);
                alongside?.Invoke(session);
                return true;
            },
            ct);
    }

    /// <summary>
    /// Accepts a request that is worked on at once, while its message is answered: the row says processing, and the job
    /// comes only after <paramref name="takeOverAfter"/>, to take over what a crash or a limit left undone.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="takeOverAfter">Longer than whoever works on it at once may take.</param>
    /// <param name="byOutbox">The queue would not take a job: this one goes to the outbox.</param>
    /// <param name="alongside">Rides in the same commit when the request is new.</param>
    /// <param name="ct">Cancelled: it may have been accepted.</param>
    /// <returns>False when the same request was accepted before: nothing was written.</returns>
    public Task<bool> AcceptStartedAsync(
        NewRequest request, TimeSpan takeOverAfter, bool byOutbox, Action<ICommitSession>? alongside, CancellationToken ct)
    {
        var type = types.Of(request.Job.GetType());
        var table = type.RequestTable ?? throw new InvalidOperationException($"{type.WireName} has no request table.");
        var now = time.GetUtcNow();
        var job = type.Wrap(request.Job) with { ScheduledFor = now + takeOverAfter };
        bool Write(ICommitSession session)
        {
            var id = request.Job.MessageId;
            if (!RequestSql.Insert(session, table, request, now))
                return false;
            RequestSql.Event(session, id, RequestStatus.Queued.ToText(), null, 0, now);
            RequestSql.Start(session, table, id, 0, now, replay: false);
            RequestSql.Event(session, id, RequestStatus.Processing.ToText(), "while the message is answered", 0, now);
            alongside?.Invoke(session);
            return true;
        }

        return byOutbox ? acceptor.AcceptByOutboxAsync(type.Queue, job, Write, ct) : acceptor.AcceptAsync(type.Queue, job, Write, ct);
    }

    /// <summary>
    /// Accepts a request in the commit of <paramref name="claim"/>, and only when that changes a row: whoever claims first
    /// accepts it, in however many processes.
    /// </summary>
    /// <returns>False when the claim changed nothing, or the request was accepted before.</returns>
    public Task<bool> AcceptClaimedAsync(NewRequest request, RowChange claim, CancellationToken ct) => AcceptClaimedAsync(request, claim, [], ct);

    /// <summary>The same, with more rows in the commit when the claim is won.</summary>
    public Task<bool> AcceptClaimedAsync(NewRequest request, RowChange claim, IReadOnlyList<RowChange> whenClaimed, CancellationToken ct)
    {
        var type = types.Of(request.Job.GetType());
        var table = type.RequestTable ?? throw new InvalidOperationException($"{type.WireName} has no request table.");
        var now = time.GetUtcNow();
        return acceptor.AcceptAsync(
            type.Queue, type.Wrap(request.Job),
            session =>
            {
                if (session.Execute(claim.Sql, claim.Values) == 0 || !RequestSql.Insert(session, table, request, now))
                    return false;
                RequestSql.Event(session, request.Job.MessageId, RequestStatus.Queued.ToText(), null, 0, now);
                foreach (var row in whenClaimed)
                    session.Execute(row.Sql, row.Values);
                return true;
            },
            ct);
    }

    /// <summary>A worker has the job in hand.</summary>
    public Task<RequestStart> StartAsync(string table, string requestId, int deliveryCount, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return commits.CommitAsync(
            session =>
            {
                // A dead letter that somebody sent again arrives as a first delivery.
                if (RequestSql.Start(session, table, requestId, deliveryCount, now, replay: deliveryCount == 1))
                {
                    RequestSql.Event(session, requestId, RequestStatus.Processing.ToText(), null, deliveryCount, now);
                    return RequestStart.Work;
                }

                return RequestSql.Status(session, table, requestId) switch
                {
                    null => RequestStart.Unknown,
                    RequestStatus.Completed => RequestStart.Deliver,
                    RequestStatus.DeadLettered or RequestStatus.Failed => RequestStart.GivenUp,
                    _ => RequestStart.Done,
                };
            },
            ct);
    }

    /// <summary>Stores the result.</summary>
    /// <returns>False when the request was cancelled meanwhile: the result is dropped.</returns>
    public Task<bool> CompleteAsync(
        string table, string requestId, int deliveryCount, string card, string? summary, TimeSpan elapsed,
        IReadOnlyList<KeyValuePair<string, object?>> details, IReadOnlyList<RowChange> rows, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return commits.CommitAsync(
            session =>
            {
                if (!RequestSql.Complete(session, table, requestId, (long)elapsed.TotalMilliseconds, now))
                    return false;
                foreach (var (column, value) in details)
                    RequestSql.SetDetail(session, table, requestId, column, value);
                foreach (var row in rows)
                    session.Execute(row.Sql, row.Values);
                RequestSql.StoreResult(session, requestId, card, summary, now);
                RequestSql.Event(
                    session, requestId, RequestStatus.Completed.ToText(),
                    string.Create(CultureInfo.InvariantCulture, $"after {elapsed.TotalMilliseconds:F0} ms"), deliveryCount, now);
                return true;
            },
            ct);
    }

    /// <summary>The result is shown. The job is settled in the same commit where its queue can do that.</summary>
    public async Task DeliveredAsync(string table, string requestId, JobContext context, IReadOnlyList<RowChange> rows, CancellationToken ct)
    {
        var write = Deliver(table, requestId, context.DeliveryCount, rows);
        if (acceptor.SharesDatabase && context.Lease is ICommitsWithLease lease)
        {
            await lease.CompleteAsync(write, ct);
            context.Settled = true;
            return;
        }

        await commits.CommitAsync(session => { write(session); return true; }, ct);
    }

    /// <summary>The result is shown, and no job is in hand: the one that comes later finds nothing left to do.</summary>
    public Task DeliveredAsync(string table, string requestId, IReadOnlyList<RowChange> rows, CancellationToken ct)
    {
        var write = Deliver(table, requestId, 0, rows);
        return commits.CommitAsync(session => { write(session); return true; }, ct);
    }

    /// <summary>
    /// Cancels a request. The same message again cancels nothing, not even another request that it would mean by now.
    /// <paramref name="alongside"/> rides in the same commit when it is cancelled.
    /// </summary>
    public Task<CancelOutcome> CancelAsync(
        string table, string requestId, string messageId, Action<ICommitSession> alongside, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return commits.CommitAsync(
            session =>
            {
                if (RequestSql.IsProcessed(session, ProcessedScopes.Cancel, messageId))
                    return CancelOutcome.AskedBefore;
                if (!RequestSql.End(session, table, requestId, RequestStatus.Cancelled, null, now))
                    return CancelOutcome.Finished;
                RequestSql.MarkProcessed(session, ProcessedScopes.Cancel, messageId, now);
                RequestSql.Event(session, requestId, RequestStatus.Cancelled.ToText(), null, 0, now);
                alongside(session);
                return CancelOutcome.Cancelled;
            },
            ct);
    }

    /// <summary>Ends a request without a result. Does nothing when it has ended already.</summary>
    /// <returns>Whether the status changed.</returns>
    public Task<bool> EndAsync(string table, string requestId, RequestStatus to, string? error, int deliveryCount, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        error = error is null ? null : SensitiveText.Redact(error);
        return commits.CommitAsync(
            session =>
            {
                if (!RequestSql.End(session, table, requestId, to, error, now))
                    return false;
                RequestSql.Event(session, requestId, to.ToText(), error, deliveryCount, now);
                return true;
            },
            ct);
    }

    private Action<ICommitSession> Deliver(string table, string requestId, int deliveryCount, IReadOnlyList<RowChange> rows)
    {
        var now = time.GetUtcNow();
        return session =>
        {
            if (!RequestSql.Deliver(session, table, requestId, now))
                return;
            RequestSql.Event(session, requestId, RequestStatus.Delivered.ToText(), null, deliveryCount, now);
            foreach (var row in rows)
                session.Execute(row.Sql, row.Values);
        };
    }
}
