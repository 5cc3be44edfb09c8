using System.Text.Json;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Extraction;

namespace WellIntake.Modules.Digest.Reasons;

/// <summary>What a request's row remembers of a card: whose it was, and where each bullet came from. No words of the record.</summary>
/// <param name="CandidateId">The record.</param>
/// <param name="Reference">As the card showed it.</param>
/// <param name="Bullets">In the card's order; null in rows of before they were kept.</param>
/// <param name="OnCard">False: the card had no room for it, and only the mail shows it. Those on the card come first.</param>
internal sealed record ShownCandidate(string CandidateId, string Reference, IReadOnlyList<ShownBullet>? Bullets = null, bool OnCard = true)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>What is to be remembered of a card.</summary>
    public static ShownCandidate Of(ShownCard card) =>
        new(card.CandidateId, card.Reference, [.. card.Bullets.Select(b => new ShownBullet(b.Text, b.Source.WithoutWords()))]);

    /// <summary>The column <c>cards_metadata</c>.</summary>
    public static string Write(IReadOnlyList<ShownCandidate> shown) => JsonSerializer.Serialize(shown, Json);

    /// <summary>The column read; empty when null.</summary>
    public static IReadOnlyList<ShownCandidate> Read(string? metadata) =>
        metadata is null ? [] : JsonSerializer.Deserialize<List<ShownCandidate>>(metadata, Json) ?? [];
}

/// <summary>A bullet as it was shown, and the place it came from.</summary>
internal sealed record ShownBullet(string Text, BulletSource Source);
