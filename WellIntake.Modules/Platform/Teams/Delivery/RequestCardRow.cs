using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Platform.Teams.Delivery;

/// <summary>What is needed to show something in a request's card: where it is, and which message it is.</summary>
internal sealed class RequestCardRow
{
    public required string RequestId { get; set; }
    public required string Status { get; set; }
    public required string UserId { get; set; }
    public required string ConversationId { get; set; }
    public string? CorrelationId { get; set; }
    public string? CardActivityId { get; set; }
    public string? ServiceUrl { get; set; }
    public string? ConversationType { get; set; }
    public string? ChannelId { get; set; }
    public string? TenantId { get; set; }
    public string? BotId { get; set; }
    public string? UnreachableReason { get; set; }

    /// <summary>Null when there is no reference to the conversation.</summary>
    public ConversationAddress? Address => ServiceUrl is null || ChannelId is null || BotId is null
        ? null
        : new ConversationAddress(ServiceUrl, ConversationId, ConversationType, ChannelId, TenantId, BotId, UserId);

    /// <summary>The row of one request; null when there is none. The table's name comes from a job type, never from outside.</summary>
    public static Task<RequestCardRow?> FindAsync(WellIntakeDbContext db, string table, string requestId, CancellationToken ct) =>
        db.Database.SqlQueryRaw<RequestCardRow>(Select(table) + "WHERE r.request_id = {0}", requestId).SingleOrDefaultAsync(ct);

    /// <summary>Accepted requests whose acknowledgement has not been posted, the oldest first.</summary>
    public static Task<List<RequestCardRow>> UnacknowledgedAsync(
        WellIntakeDbContext db, string table, int atMost, CancellationToken ct) =>
        db.Database.SqlQueryRaw<RequestCardRow>(
            // The first condition says nothing new: it repeats the partial index's own, without which SQLite reads the table.
            Select(table) + $"WHERE r.{RequestStatusText.UnfinishedSql} AND r.status IN ('queued', 'processing') AND r.card_activity_id IS NULL AND c.unreachable_reason IS NULL ORDER BY r.created_at LIMIT {{0}}",
            atMost).ToListAsync(ct);

    private static string Select(string table) =>
        "SELECT r.request_id AS \"RequestId\", r.status AS \"Status\", r.user_id AS \"UserId\", r.conversation_id AS \"ConversationId\", "
        + "r.correlation_id AS \"CorrelationId\", r.card_activity_id AS \"CardActivityId\", c.service_url AS \"ServiceUrl\", "
        + "c.conversation_type AS \"ConversationType\", c.channel_id AS \"ChannelId\", c.tenant_id AS \"TenantId\", c.bot_id AS \"BotId\", "
        + "c.unreachable_reason AS \"UnreachableReason\" "
        + $"FROM {table} r LEFT JOIN conversation_references c ON c.conversation_id = r.conversation_id AND c.user_id = r.user_id ";
}
