using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Teams.Delivery;

/// <summary>Writes the rows of the delivery ledger (TEA-5), in the caller's commit.</summary>
internal static class DeliveryLedger
{
    public static void Add(
        ICommitSession session, string? requestId, ConversationAddress to, string kind, string operation, SendResult result, DateTimeOffset now) =>
        session.Execute(
            "INSERT INTO deliveries (request_id, conversation_id, user_id, kind, operation, tries, outcome, status_code, reason, activity_id, at) "
            + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10)",
            requestId, to.ConversationId, to.UserId ?? string.Empty, kind, operation, result.Tries, Name(result.Outcome), result.StatusCode,
            result.Reason, result.ActivityId, now);

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
}
