using System.Text.Json;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Rendering;

namespace WellIntake.Modules.Digest;

/// <summary>Digests outside a conversation, on the same code: for the command line and for measuring (TOL-3).</summary>
public interface IDigests
{
    /// <summary>Makes a digest of what was published up to now.</summary>
    /// <exception cref="ArgumentException">A value cannot be used; the message says which and why.</exception>
    /// <exception cref="Platform.Jobs.PermanentJobException">The finished digest would identify a candidate.</exception>
    Task<RenderedDigest> MakeAsync(DigestQuestion question, CancellationToken ct);
}

/// <summary>What to make.</summary>
/// <param name="Audience">advisors, c_suite, global or personal.</param>
/// <param name="Days">1–365.</param>
/// <param name="MaxCandidates">1–50.</param>
/// <param name="Owner">Only this recruiter's candidates; whose digest it is, when personal.</param>
/// <param name="Format">text, markdown, html or card.</param>
public sealed record DigestQuestion(string Audience, int Days, int MaxCandidates, string? Owner, string Format);

/// <summary>A digest, written out.</summary>
/// <param name="Content">In the format that was asked for.</param>
/// <param name="Cards">Candidates shown.</param>
/// <param name="InRange">Candidates in range before the cut.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="References">The candidates shown, best first.</param>
/// <param name="HeldBack">Candidates that the privacy check held back.</param>
public sealed record RenderedDigest(string Content, int Cards, int InRange, TimeSpan Elapsed, IReadOnlyList<string> References, int HeldBack);

internal sealed class Digests(DigestPresenter presenter, TimeProvider time) : IDigests
{
    public async Task<RenderedDigest> MakeAsync(DigestQuestion question, CancellationToken ct)
    {
        if (question.Days is < 1 or > DigestSpec.MostDays)
            throw new ArgumentException($"days must be 1–{DigestSpec.MostDays}.", nameof(question));
        if (question.Format is not ("text" or "markdown" or "html" or "card"))
            throw new ArgumentException("format must be text, markdown, html or card.", nameof(question));
        var now = time.GetUtcNow();
        var owner = question.Owner?.Trim().ToLowerInvariant();
        var spec = new DigestSpec
        {
            Audience = question.Audience,
            From = now.AddDays(-question.Days),
            To = now.AddMicroseconds(1),
            Now = now,
            Asker = owner,
            Owner = owner,
            MaxCandidates = question.MaxCandidates,
        };
        var result = await presenter.MakeAsync(spec, progress: null, ct);
        var content = question.Format == "card"
            ? JsonSerializer.Serialize(DigestCards.Full(result), Platform.Teams.Cards.CardJson.Default.AdaptiveCard)
            : DigestDocuments.Render(DigestView.Of(result), question.Format);
        presenter.Check(result, RenderedText.Of(content, question.Format));
        return new RenderedDigest(content, result.Cards.Count, result.Totals.InRange, result.Elapsed, [.. result.Cards.Select(c => c.Reference)], result.HeldBack);
    }
}
