using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Anonymising.Leaks;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Digest.Reasons;

/// <summary>
/// Says why bullets stand on a card: the sentence or field behind each, as it reads now. In privacy mode sentences are
/// anonymised like everything that leaves, values of fields stay inside, and the leak check has the last word.
/// </summary>
internal sealed class BulletReasons(
    IDbContextFactory<WellIntakeDbContext> contexts, IAnonymiser anonymiser, Vocabulary words, IOptions<PrivacyOptions> privacy)
{
    private const int LongestQuote = 400;

    /// <summary>A reason for each bullet that was shown of a candidate, in the card's order; empty when none were kept.</summary>
    public async Task<IReadOnlyList<BulletReason>> OfAsync(ShownCandidate shown, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var record = privacy.Value.PrivacyMode ? (await DigestQuery.RecordsAsync(context, [shown.CandidateId], ct)).GetValueOrDefault(shown.CandidateId) : null;
        var reasons = new List<BulletReason>();
        foreach (var bullet in shown.Bullets ?? [])
            reasons.Add(await ReasonAsync(context, bullet, record, ct));
        if (record is null || !Tells(record, string.Join('\n', reasons.Select(r => $"{r.Where}\n{r.Words}"))))
            return reasons;
        return [.. reasons.Select(r => r with { Words = null, Remark = r.Remark ?? "The privacy check does not let the words out." })];
    }

    private async Task<BulletReason> ReasonAsync(WellIntakeDbContext context, ShownBullet bullet, CandidateEvidence? record, CancellationToken ct)
    {
        var source = bullet.Source;
        if (source is { Entity: "candidate", Field: "id" })
            return new BulletReason(bullet.Text, "Every candidate", null, "It is true of every candidate on the list.");
        var found = await SourceReader.ReadAsync(context, source, ct);
        if (found.Words is not { } said)
            return new BulletReason(bullet.Text, found.Where, null, "What stood there when the digest was made is gone or was changed.");
        if (!privacy.Value.PrivacyMode)
            return new BulletReason(bullet.Text, found.Where, Cut(said), null);
        if (source.Fingerprint is null)
            return new BulletReason(bullet.Text, found.Where, null, "The field says it; its exact value stays inside.");
        var shown = record is null ? null : anonymiser.Sentence(said, record);
        return shown is null
            ? new BulletReason(bullet.Text, found.Where, null, "The sentence cannot be shown without telling who it is about.")
            : new BulletReason(bullet.Text, found.Where, Cut(shown), null);
    }

    // Each sentence was checked alone; together they may say more.
    private bool Tells(CandidateEvidence record, string text)
    {
        try
        {
            return LeakCheck.Find(RecordIdentity.Of(record, words.ShownPlaces), text).Count > 0;
        }
        catch (RegexMatchTimeoutException)
        {
            // What cannot be checked is not shown.
            return true;
        }
    }

    private static string Cut(string text) => text.Length <= LongestQuote ? text : text[..LongestQuote] + "…";
}
