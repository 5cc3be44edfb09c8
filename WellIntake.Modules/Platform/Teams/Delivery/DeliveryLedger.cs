using WellIntake.Modules.Platform.Mail;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Teams.Delivery;

/// <summary>
/// Writes the rows of the delivery ledger (TEA-5), in the caller's commit: one for each attempt, numbered for its request and
/// kind by the row itself.
/// </summary>
internal static class DeliveryLedger
{
    private const string Insert =
        "INSERT INTO deliveries (request_id, conversation_id, user_id, kind, operation, attempt, tries, outcome, status_code, reason, activity_id, recipient, at) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, (SELECT COUNT(*) + 1 FROM deliveries WHERE request_id = @p0 AND kind = @p3), @p5, @p6, @p7, @p8, @p9, @p10, @p11)";

    public static void Add(
        ICommitSession session, string requestId, ConversationAddress to, string kind, string operation, SendResult result, DateTimeOffset now) =>
        session.Execute(
            Insert, requestId, to.ConversationId, to.UserId ?? string.Empty, kind, operation, result.Tries, Name(result.Outcome), result.StatusCode,
            result.Reason, result.ActivityId, null, now);

    public static void AddMail(
        ICommitSession session, string requestId, string conversationId, string userId, string recipient, MailResult result, DateTimeOffset now) =>
        session.Execute(
            Insert, requestId, conversationId, userId, "mail", "send", 1, Name(result.Outcome), result.StatusCode, result.Reason, null, recipient, now);

    private static string Name(SendOutcome outcome) => outcome switch
    {
        SendOutcome.Sent => "sent",
        SendOutcome.Transient => "transient",
        SendOutcome.BotNotInConversation => "bot_not_in_conversation",
        SendOutcome.NotUpdatable => "not_updatable",
        SendOutcome.TooLarge => "too_large",
        SendOutcome.Rejected => "rejected",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };

    private static string Name(MailOutcome outcome) => outcome switch
    {
        MailOutcome.Sent => "sent",
        MailOutcome.Transient => "transient",
        MailOutcome.Rejected => "rejected",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };
}
