using WellIntake.Modules.Platform.DeadLetters.Moves;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.DeadLetters;

/// <summary>Looks at dead letters, and for jobs that were sent again.</summary>
internal sealed class DeadLetterFinding(KnownQueues queues, MoveBook book)
{
    private const int MostJobsSeen = 5_000;

    public async Task<DeadLetterList> FindAsync(DeadLetterFilter filter, CancellationToken ct)
    {
        if (filter.Limit is < 1 or > DeadLetterFilter.MaxLimit)
            throw new DeadLetterException($"The limit must be 1–{DeadLetterFilter.MaxLimit}.");
        if (filter.Where.Select(w => BodyPath.Problem(w.Path)).FirstOrDefault(p => p is not null) is { } problem)
            throw new DeadLetterException(problem);
        var ids = filter.Ids.ToHashSet(StringComparer.Ordinal);
        var items = new List<DeadLetter>();
        var reasons = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var matching = 0;
        var unseen = 0L;
        foreach (var name in filter.Queue is { } one ? [queues.Get(one).Name] : queues.Names)
        {
            var (found, more) = await ReadAsync(name, ct);
            unseen += more;
            foreach (var (key, dead, place) in found.Where(f => Matches(filter, ids, f.Key, f.Dead)).OrderBy(f => f.Key.SequenceNumber))
            {
                var item = Item(key, dead, place, filter.WithBody);
                reasons[item.Reason] = reasons.GetValueOrDefault(item.Reason) + 1;
                matching++;
                if (items.Count < filter.Limit)
                    items.Add(item);
            }
        }

        return new DeadLetterList(items, matching, reasons, unseen);
    }

    public async Task<IReadOnlyList<JobOutcome>> OutcomesAsync(string queueName, IReadOnlyList<string> jobIds, CancellationToken ct)
    {
        if (jobIds.Count > RequeueOrder.MaxKeys)
            throw new DeadLetterException($"At most {RequeueOrder.MaxKeys} jobs at once can be asked after.");
        var (name, queue) = queues.Get(queueName);
        // In this order: a job that becomes a dead letter in between is seen in the second place, not in neither.
        var live = await queue.PeekAsync(MostJobsSeen, ct);
        var waiting = live.Select(j => j.Id).ToHashSet(StringComparer.Ordinal);
        var (dead, unseen) = await ReadAsync(name, ct);
        var again = dead.Where(d => d.Place == DeadLetterPlace.Queue).DistinctBy(d => d.Key.Id).ToDictionary(d => d.Key.Id, d => d.Dead.DeadLetterReason, StringComparer.Ordinal);
        var sees = live.Count < MostJobsSeen && unseen == 0;
        return [.. jobIds.Select(id =>
            again.TryGetValue(id, out var reason) ? new JobOutcome(id, JobOutcomeState.DeadLettered, reason)
            : waiting.Contains(id) || !sees ? new JobOutcome(id, JobOutcomeState.Waiting)
            : new JobOutcome(id, JobOutcomeState.Processed))];
    }

    /// <summary>The dead letters of a queue, in the queue and in the database, and how many there are beyond those.</summary>
    private async Task<(List<(DeadLetterKey Key, JobEnvelope Dead, DeadLetterPlace Place)> Found, long Unseen)> ReadAsync(string name, CancellationToken ct)
    {
        var queue = queues.Get(name).Queue;
        // The queue first: what leaves it in between is seen among the rows, not in neither.
        var peeked = await queue.DeadLetters.PeekAsync(MoveFinisher.MostSeen, ct);
        var rows = (await book.CurrentAsync(name, ct)).ToDictionary(MoveBook.KeyOf);
        var found = new List<(DeadLetterKey, JobEnvelope, DeadLetterPlace)>(peeked.Count + rows.Count);
        var inQueue = new HashSet<DeadLetterKey>(peeked.Count);
        foreach (var job in peeked)
        {
            var key = DeadLetterKey.Of(name, job);
            inQueue.Add(key);
            if (!rows.TryGetValue(key, out var row))
                found.Add((key, job, DeadLetterPlace.Queue));
            else if (row.State != MoveStates.Held)
                found.Add((key, job, DeadLetterPlace.HalfMoved));
        }

        found.AddRange(rows.Values.Where(r => IsRowOnly(r) && !inQueue.Contains(MoveBook.KeyOf(r)))
            .Select(r => (MoveBook.KeyOf(r), MoveBook.Read(r), r.State == MoveStates.Held ? DeadLetterPlace.Database : DeadLetterPlace.HalfMoved)));
        var unseen = peeked.Count < MoveFinisher.MostSeen ? 0 : Math.Max(0, (await queue.GetStatisticsAsync(ct)).DeadLettered - peeked.Count);
        return (found, unseen);
    }

    // A crash may have come between leaving the queue and saying so. What was purged or sent by then is no dead letter any more.
    private static bool IsRowOnly(DeadLetterMove row) => row.State == MoveStates.Held || (row.State == MoveStates.Begun && row.Kind != MoveKinds.Purge);

    private static bool Matches(DeadLetterFilter filter, HashSet<string> ids, DeadLetterKey key, JobEnvelope dead) =>
        (ids.Count == 0 || ids.Contains(key.Id) || (dead.Properties.GetValueOrDefault(JobPropertyNames.OriginalId) is { } original && ids.Contains(original)))
        && (filter.Reason is null || string.Equals(filter.Reason, dead.DeadLetterReason ?? string.Empty, StringComparison.OrdinalIgnoreCase))
        && (filter.Before is null || key.EnqueuedAt < filter.Before)
        && (filter.Where.Count == 0 || BodyPath.Matches(dead.Body, filter.Where));

    private static DeadLetter Item(DeadLetterKey key, JobEnvelope dead, DeadLetterPlace place, bool withBody) => new()
    {
        Key = key,
        Type = dead.Type,
        Reason = dead.DeadLetterReason ?? string.Empty,
        Description = dead.DeadLetterDescription,
        DeliveryCount = dead.DeliveryCount,
        CorrelationId = dead.CorrelationId,
        OrderingKey = dead.OrderingKey,
        FairnessKey = dead.FairnessKey,
        Priority = dead.Priority,
        TimeToLive = dead.TimeToLive,
        TraceParent = dead.TraceParent,
        Properties = dead.Properties,
        BodyBytes = dead.Body.Length,
        Body = withBody ? dead.Body.ToArray() : null,
        Place = place,
    };
}
