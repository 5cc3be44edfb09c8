using WellIntake.Modules.Digest.Anonymising;

namespace WellIntake.Modules.Digest.Paths;

/// <summary>What of a digest is compared: everything that people see of it but how long it took.</summary>
internal sealed record DigestOutline(
    IReadOnlyList<CandidateOutline> Candidates, DigestTotals Totals, NearestRange? Nearest, int HeldBack)
{
    public static DigestOutline Of(ShownDigest digest) => new([.. digest.Cards.Select(CandidateOutline.Of)], digest.Totals, digest.Nearest, digest.HeldBack);
}

/// <summary>A candidate of it.</summary>
internal sealed record CandidateOutline(string Id, string Reference, string Title, string Location, IReadOnlyList<string> Bullets, string Mood, IReadOnlyList<string> Flags)
{
    public static CandidateOutline Of(ShownCard card) => new(
        card.CandidateId, card.Reference, card.AlertTitle, card.Location, [.. card.Bullets.Select(b => b.Text)],
        FormattableString.Invariant($"{card.Mood} {card.Enthusiasm} {card.HasSpoken}"), card.RedFlags);
}
