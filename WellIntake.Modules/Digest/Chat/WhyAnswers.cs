using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Digest.Reasons;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest.Chat;

/// <summary>Finds the card that a person asks about, among their own digests only, and says what is behind its bullets.</summary>
internal sealed class WhyAnswers(IDbContextFactory<WellIntakeDbContext> contexts, BulletReasons reasons)
{
    // Further back nobody remembers what was shown.
    private const int NewestDigests = 50;

    /// <summary>About a candidate of one digest, by the place on its card, from 1.</summary>
    public async Task<ChatAnswer> OfDigestAsync(string userId, string requestId, int place, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var metadata = await db.DigestRequests.AsNoTracking()
            .Where(r => r.RequestId == requestId && r.UserId == userId).Select(r => r.CardsMetadata).FirstOrDefaultAsync(ct);
        var shown = ShownCandidate.Read(metadata);
        return place >= 1 && place <= shown.Count ? await AnswerAsync(shown[place - 1], null, ct) : NotFound("It is on none of your digests.");
    }

    /// <summary>About the candidate with that reference, of the person's newest digest that shows it.</summary>
    /// <param name="userId">Who asks.</param>
    /// <param name="reference">As cards show it; case does not matter.</param>
    /// <param name="bullet">Only this bullet, from 1; null for all.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<ChatAnswer> OfReferenceAsync(string userId, string reference, int? bullet, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var digests = db.DigestRequests.AsNoTracking()
            .Where(r => r.UserId == userId && r.CardsMetadata != null)
            .OrderByDescending(r => r.CreatedAt).Take(NewestDigests).Select(r => r.CardsMetadata).AsAsyncEnumerable();
        await foreach (var metadata in digests.WithCancellation(ct))
        {
            if (ShownCandidate.Read(metadata).FirstOrDefault(s => s.Reference.Equals(reference, StringComparison.OrdinalIgnoreCase)) is { } shown)
                return await AnswerAsync(shown, bullet, ct);
        }

        return NotFound($"{reference} is on none of your last {NewestDigests} digests.");
    }

    private async Task<ChatAnswer> AnswerAsync(ShownCandidate shown, int? bullet, CancellationToken ct)
    {
        var all = await reasons.OfAsync(shown, ct);
        if (all.Count == 0)
            return NotFound("That digest was made before I kept what is behind its points. Ask for a new one.");
        if (bullet is { } n && (n < 1 || n > all.Count))
            return NotFound(string.Create(CultureInfo.InvariantCulture, $"The card has points 1 to {all.Count}."));
        return new ChatAnswer.Reply(ReasonCards.Of(shown.Reference, bullet is { } one ? [all[one - 1]] : all), "Why " + shown.Reference);
    }

    private static ChatAnswer.Reply NotFound(string text) => new(PlatformCards.Note("I cannot tell why", CardText.Escape(text)), "I cannot tell why");
}
