using WellIntake.Modules.Digest.Rendering;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest.Chat;

/// <summary>Keeps what a person says of their digest, once for each request, and thanks for it in the digest's own card (WEB-7).</summary>
internal sealed class FeedbackActions(ShownResults results, TimeProvider time) : ICardActionHandler
{
    public IReadOnlyList<string> Verbs { get; } = [DigestVerbs.Feedback];

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, string verb, CardValues values, CancellationToken ct)
    {
        if (values.Text("request_id") is not { Length: > 0 and <= 64 } id || !bool.TryParse(values.Text("useful"), out var useful))
            return AnswerFinder.UnknownButton();
        var comment = values.Text(FeedbackPanel.CommentField)?.Trim();
        if (comment?.Length > FeedbackPanel.MostCharacters)
            return new ChatAnswer.Aside($"A comment may have {FeedbackPanel.MostCharacters} characters. Nothing was kept.");
        if (string.IsNullOrEmpty(comment))
            comment = null;

        var card = await results.ChangeAsync(message, id, c => FeedbackPanel.Answered(c, id, useful, comment is not null), [Row(id, message.UserId, useful, comment)], ct);
        return card is null
            ? new ChatAnswer.Aside("That is no digest of yours.")
            : new ChatAnswer.Replace(card, "Thank you") { Otherwise = PlatformCards.Note("Thank you", "Your feedback is kept.") };
    }

    // A comment is replaced by another one only: who changes their mind about the digest has not taken it back.
    private RowChange Row(string requestId, string userId, bool useful, string? comment) => new(
        "INSERT INTO digest_feedback (request_id, user_id, useful, comment, created_at, updated_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p4) "
        + "ON CONFLICT (request_id, user_id) DO UPDATE SET useful = excluded.useful, comment = COALESCE(excluded.comment, digest_feedback.comment), "
        + "updated_at = excluded.updated_at",
        requestId, userId, useful, comment, time.GetUtcNow());
}
