using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Teams.Delivery;

/// <summary>
/// Replies and changes of cards, on disk from the commit that promises one to the one that says it was shown (ADR 11). A
/// row is held by the process that shows it; when that dies, the hold ends by itself and another process, or the next
/// start, takes it.
/// </summary>
internal sealed partial class PendingReplies(
    IDbContextFactory<WellIntakeDbContext> contexts, IGroupCommit commits, QueueingTopology topology, IOptions<TeamsOptions> options,
    TimeProvider time, ILogger<PendingReplies> logger)
{
    private const int MaxTries = 5;
    private const int Batch = 200;

    // Longer than the connector's longest call: a turn at the throttle, three tries and the waits between them.
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(30);

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    /// <summary>A reply in this process's hands, to be written by <see cref="Add"/>.</summary>
    public PendingReply Make(string messageId, ConversationAddress to, OutgoingMessage message) =>
        new(messageId, to, message, 0, time.GetUtcNow() + Hold);

    /// <summary>What a request's card is to show from now on, in this process's hands.</summary>
    public PendingReply MakeChange(string table, string requestId, ConversationAddress where, OutgoingMessage message) =>
        Make(requestId, where, message) with { RequestTable = table };

    /// <summary>Writes it, in the caller's commit.</summary>
    public void Add(ICommitSession session, PendingReply reply) => session.Execute(
        "INSERT INTO pending_replies (message_id, request_table, service_url, conversation_id, conversation_type, channel_id, tenant_id, bot_id, user_id, "
        + "card, summary, reply_to_id, tries, held_until, created_at) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, 0, @p12, @p13) ON CONFLICT (message_id) DO NOTHING",
        reply.MessageId, reply.RequestTable, reply.To.ServiceUrl, reply.To.ConversationId, reply.To.ConversationType, reply.To.ChannelId, reply.To.TenantId,
        reply.To.BotId, reply.To.UserId, Encoding.UTF8.GetString(reply.Message.CardJson!.Value.Span), reply.Message.Summary,
        reply.Message.ReplyToId, reply.HeldUntil, time.GetUtcNow());

    /// <summary>
    /// It was tried: posted or refused, it is done with; not taken for now, it waits for another try. In the caller's
    /// commit.
    /// </summary>
    public void Tried(ICommitSession session, PendingReply reply, SendOutcome outcome)
    {
        if (reply.HeldUntil is null)
            return;
        if (TriesAgain(reply, outcome))
        {
            session.Execute(
                "UPDATE pending_replies SET tries = @p1, held_until = @p2 WHERE message_id = @p0",
                reply.MessageId, reply.Tries + 1, time.GetUtcNow() + (FirstDelay * Math.Pow(2, reply.Tries)));
        }
        else
        {
            session.Execute("DELETE FROM pending_replies WHERE message_id = @p0", reply.MessageId);
        }
    }

    /// <summary>Whether another try follows one that ended like this.</summary>
    public static bool TriesAgain(PendingReply reply, SendOutcome outcome) =>
        reply.HeldUntil is not null && outcome is SendOutcome.Transient && reply.Tries + 1 < MaxTries;

    /// <summary>Holds it for longer. Null when another process has taken it, or it is done.</summary>
    public async Task<PendingReply?> HoldAgainAsync(PendingReply reply, CancellationToken ct)
    {
        if (reply.HeldUntil is not { } held)
            return reply;
        var until = time.GetUtcNow() + Hold;
        return await commits.CommitAsync(session => Take(session, reply.MessageId, held, until), ct) ? reply with { HeldUntil = until } : null;
    }

    /// <summary>Takes those that nobody holds, at most a batch, and drops those that are too old.</summary>
    /// <returns>What was taken, and whether there may be more.</returns>
    public async Task<(IReadOnlyList<PendingReply> Taken, bool More)> TakeAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var oldest = now - options.Value.ReplyMaxAge;
        // The journal in the rows' database lets only one process in: whoever held a row before this one started is gone.
        var (startedAt, ownHolds) = topology.JournalSharesDatabase ? (_startedAt, _startedAt + Hold) : (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var free = await db.PendingReplies.AsNoTracking()
            .Where(r => r.HeldUntil <= now || (r.CreatedAt < startedAt && r.HeldUntil < ownHolds))
            .OrderBy(r => r.CreatedAt).Take(Batch).ToListAsync(ct);
        if (free.Count == 0)
            return ([], false);

        var until = now + Hold;
        var taken = await commits.CommitAsync(
            session =>
            {
                var mine = new List<PendingReplyRow>(free.Count);
                foreach (var row in free)
                {
                    if (TooOld(row))
                        session.Execute("DELETE FROM pending_replies WHERE message_id = @p0 AND held_until = @p1", row.MessageId, row.HeldUntil);
                    else if (Take(session, row.MessageId, row.HeldUntil, until))
                        mine.Add(row);
                }

                return mine;
            },
            ct);
        if (free.Count(TooOld) is > 0 and var dropped)
            Log.TooOld(logger, dropped, options.Value.ReplyMaxAge);
        return ([.. taken.Select(r => Read(r, until))], free.Count == Batch);

        // What a request's card shows is never too old to be right.
        bool TooOld(PendingReplyRow row) => row.RequestTable is null && row.CreatedAt < oldest;
    }

    private static bool Take(ICommitSession session, string messageId, DateTimeOffset heldUntil, DateTimeOffset until) => session.Execute(
        "UPDATE pending_replies SET held_until = @p2 WHERE message_id = @p0 AND held_until = @p1", messageId, heldUntil, until) == 1;

    private static PendingReply Read(PendingReplyRow row, DateTimeOffset until) => new(
        row.MessageId,
        new ConversationAddress(row.ServiceUrl, row.ConversationId, row.ConversationType, row.ChannelId, row.TenantId, row.BotId, row.UserId),
        new OutgoingMessage(Encoding.UTF8.GetBytes(row.Card), null, row.Summary, row.ReplyToId), row.Tries, until)
    {
        RequestTable = row.RequestTable,
    };

    private static partial class Log
    {
        [LoggerMessage(3020, LogLevel.Warning, "{Count} replies could not be posted within {MaxAge} and are dropped")]
        public static partial void TooOld(ILogger logger, int count, TimeSpan maxAge);
    }
}
