using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.DeadLetters.Moves;

/// <summary>A dead letter as the job that it becomes again: its id, its properties, and the request that it belongs to.</summary>
internal sealed class SentAgain(IOptions<QueueingOptions> queueing, JobTypes types)
{
    // Clocks of machines differ, and a queue's idea of its window is not to the second.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    private const int LongestOriginal = 100;

    /// <summary>Ids to try, in order: the old one, unless the queue may still remember it and would drop the job; then one that only this dead letter can have.</summary>
    public IReadOnlyList<string> Ids(DeadLetterKey key, JobEnvelope dead, bool regenerate, DateTimeOffset now)
    {
        var derived = Derived(key, dead);
        return regenerate || key.EnqueuedAt > Remembered(key.Queue, now) ? [derived] : [dead.Id, derived];
    }

    /// <summary>What was sent before then, the queue has forgotten.</summary>
    public DateTimeOffset Remembered(string queue, DateTimeOffset now) => Window(queue) == TimeSpan.Zero ? now : now - Window(queue) - Margin;

    /// <summary>Whether a job sent then is certainly dropped as a duplicate when it is sent again now.</summary>
    public bool IsSafeToRepeat(string queue, DateTimeOffset sentAt, DateTimeOffset now) => sentAt + Window(queue) - Margin > now;

    /// <summary>The job.</summary>
    public static JobEnvelope Make(JobEnvelope dead, string newId)
    {
        var properties = dead.Properties;
        if (newId != dead.Id && !properties.ContainsKey(JobPropertyNames.OriginalId))
            properties = new Dictionary<string, string>(properties, StringComparer.Ordinal) { [JobPropertyNames.OriginalId] = dead.Id };
        return dead with
        {
            Id = newId,
            Properties = properties,
            ScheduledFor = null,
            SequenceNumber = 0,
            EnqueuedAt = default,
            DeliveryCount = 0,
            DeadLetterReason = null,
            DeadLetterDescription = null,
        };
    }

    /// <summary>A person waits for it again: in the commit that sends the job, as a second delivery must find the request open.</summary>
    public void Reopen(ICommitSession session, JobEnvelope dead, DateTimeOffset now)
    {
        if (RequestOf(dead) is var (table, id) && RequestSql.Reopen(session, table, id))
            RequestSql.Event(session, id, RequestStatus.Queued.ToText(), "sent again from the dead letters", 0, now);
    }

    /// <summary>It was not sent after all.</summary>
    public void Close(ICommitSession session, JobEnvelope dead, DateTimeOffset now)
    {
        const string Why = "its queue did not take it again";
        if (RequestOf(dead) is var (table, id) && RequestSql.End(session, table, id, RequestStatus.DeadLettered, Why, now))
            RequestSql.Event(session, id, RequestStatus.DeadLettered.ToText(), Why, 0, now);
    }

    private (string Table, string Id)? RequestOf(JobEnvelope dead)
    {
        if (types.Find(dead.Type) is not { RequestTable: { } table } type)
            return null;
        try
        {
            return (table, type.Parse(dead).MessageId);
        }
        catch (InvalidJobException)
        {
            // It will be a dead letter again; nobody's request is its business.
            return null;
        }
    }

    // The same for a dead letter whoever sends it, from whatever database: sent twice, its queue drops one.
    private static string Derived(DeadLetterKey key, JobEnvelope dead)
    {
        var original = dead.Properties.GetValueOrDefault(JobPropertyNames.OriginalId) ?? dead.Id;
        var source = FormattableString.Invariant($"{key.Queue}\n{key.SequenceNumber}\n{key.EnqueuedAt.UtcTicks}\n{key.Id}");
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)).AsSpan(0, 6));
        return $"{(original.Length > LongestOriginal ? original[..LongestOriginal] : original)}-r{mark}";
    }

    private TimeSpan Window(string queue) => queueing.Value.Queues.TryGetValue(queue, out var options) ? options.DuplicateWindow : TimeSpan.Zero;
}
