using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Digest.Anonymising.Leaks;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Digest.Anonymising;

/// <summary>
/// The one way from a digest to what people see: anonymises each chosen candidate, holds back whom the leak check finds
/// something of, and checks the finished text once more (DIG-6). With privacy mode off it passes everything on.
/// </summary>
internal sealed partial class DigestPresenter(
    DigestEngine engine,
    IDbContextFactory<WellIntakeDbContext> contexts,
    IAnonymiser anonymiser,
    Vocabulary words,
    IOptions<PrivacyOptions> options,
    PrivacyTelemetry telemetry,
    ILogger<DigestPresenter> logger)
{
    /// <summary>The digest that <paramref name="spec"/> asks for, ready to be rendered. Cancelled: throws.</summary>
    /// <exception cref="ArgumentException">The spec cannot be met; see <see cref="DigestSpec.Problem"/>.</exception>
    public async Task<ShownDigest> MakeAsync(DigestSpec spec, IProgress<DigestProgress>? progress = null, CancellationToken ct = default)
    {
        var result = await engine.MakeAsync(spec, progress, ct);
        if (!options.Value.PrivacyMode)
            return ShownDigest.Internal(result);

        await using var context = await contexts.CreateDbContextAsync(ct);
        var records = await DigestQuery.RecordsAsync(context, [.. result.Cards.Select(c => c.CandidateId)], ct);
        var identities = Identities(records.Values);
        var shown = new List<ShownCard>(result.Cards.Count);
        foreach (var card in result.Cards)
        {
            // A record that went meanwhile, or whose text is made to be slow, cannot be checked.
            if (!records.TryGetValue(card.CandidateId, out var record) || !identities.ContainsKey(card.CandidateId))
                HoldBack(card.CandidateId, IdentifierKind.RecordId);
            else if (anonymiser.Anonymise(card, record, spec.Now) is var candidate && LeakIn(candidate, identities) is { } kind)
                HoldBack(card.CandidateId, kind);
            else
                shown.Add(candidate);
        }

        return new ShownDigest(result.Spec, shown, result.Totals, result.Nearest, result.Elapsed, result.Cards.Count - shown.Count)
        {
            Identities = [.. identities.Values],
            Age = result.Age,
            OnCooldown = result.OnCooldown,
        };
    }

    /// <summary>Checks a finished rendering of the digest against all of its candidates; returns when there is nothing.</summary>
    /// <param name="digest">What was rendered.</param>
    /// <param name="plain">The rendering's text without its format's escapes; see <see cref="RenderedText"/>.</param>
    /// <exception cref="PermanentJobException">Something identifies a candidate. Nothing may be sent.</exception>
    public void Check(ShownDigest digest, string plain)
    {
        foreach (var identity in digest.Identities)
        {
            if (LeakCheck.FindStrong(identity, plain) is not [var kind, ..])
                continue;
            HoldBack(identity.CandidateId, kind);
            throw new PermanentJobException($"The privacy check found the {LeakCheck.Spoken(kind)} of candidate {identity.CandidateId} in the finished digest; nothing was sent.");
        }
    }

    // What identifies one candidate may stand on the card of another, a former colleague's.
    private static IdentifierKind? LeakIn(ShownCard card, Dictionary<string, RecordIdentity> identities)
    {
        var text = card.AllText();
        if (LeakCheck.Find(identities[card.CandidateId], text) is [var own, ..])
            return own;
        foreach (var identity in identities.Values)
        {
            if (identity.CandidateId != card.CandidateId && LeakCheck.FindStrong(identity, text) is [var kind, ..])
                return kind;
        }

        return null;
    }

    private Dictionary<string, RecordIdentity> Identities(IEnumerable<CandidateEvidence> records)
    {
        var identities = new Dictionary<string, RecordIdentity>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            try
            {
                identities[record.Candidate.Id] = RecordIdentity.Of(record, words.ShownPlaces);
            }
            catch (RegexMatchTimeoutException)
            {
                // Held back by whoever looks for it.
            }
        }

        return identities;
    }

    private void HoldBack(string candidateId, IdentifierKind kind)
    {
        Log.HeldBack(logger, candidateId, kind);
        telemetry.HeldBack(kind);
    }

    private static partial class Log
    {
        // The kind, never the value (OBS-3).
        [LoggerMessage(3130, LogLevel.Warning, "Candidate {CandidateId} was held back by the privacy check: {Identifier} found")]
        public static partial void HeldBack(ILogger logger, string candidateId, IdentifierKind identifier);
    }
}
