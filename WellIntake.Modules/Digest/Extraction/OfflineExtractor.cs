using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Extraction;

/// <summary>
/// The extractor that needs no language model: parsers over the fields, then over what was said and written. A field wins
/// over a text, a newer text over an older one, and a correction over what it corrects.
/// </summary>
internal sealed class OfflineExtractor : IBulletExtractor
{
    private const int Kinds = (int)BulletKind.Other;

    /// <inheritdoc />
    public ValueTask<CandidateInsight> ExtractAsync(CandidateEvidence evidence, DateTimeOffset now, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Extract(evidence, now));
    }

    private static CandidateInsight Extract(CandidateEvidence evidence, DateTimeOffset now)
    {
        var candidate = evidence.Candidate;
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var facts = FieldFacts.Of(candidate, today);
        var passages = Passage.Of(evidence);
        var mobility = PlainText.Line(candidate.Mobility, 60);

        var settled = new bool[Kinds];
        foreach (var kind in facts.Keys)
            settled[(int)kind] = true;
        foreach (var passage in passages)
        {
            AddFacts(facts, passage, today, settled);
            foreach (var kind in facts.Keys)
                settled[(int)kind] = true;
            mobility ??= passage.Sentences.Select(SentenceFacts.Mobility).FirstOrDefault(m => m is not null);
        }

        // Availability as a number may come from a field that says more than its bullet.
        var statements = passages.SelectMany(Statement.Of).ToList();
        return new CandidateInsight(
            BulletSelector.Choose(facts.Values, NeutralFacts.Of(evidence, now)),
            [.. facts.Values.OrderBy(f => f.Kind)],
            mobility,
            AvailabilityOf(facts, candidate.AvailabilityText, today),
            MoodReader.Read(statements),
            RedFlagReader.Read(Written(evidence).Concat(statements)));
    }

    private static void AddFacts(Dictionary<BulletKind, Bullet> facts, Passage passage, DateOnly today, bool[] settled)
    {
        foreach (var sentence in passage.Sentences)
        {
            if (!sentence.IsStatement)
                continue;
            var isCorrection = FactGate.IsCorrection(sentence.Text);
            foreach (var bullet in SentenceFacts.Of(sentence, passage.SourceOf(sentence), today, kind => !settled[(int)kind] && (isCorrection || !facts.ContainsKey(kind))))
            {
                if (isCorrection)
                    facts[bullet.Kind] = bullet;
                else
                    facts.TryAdd(bullet.Kind, bullet);
            }
        }
    }

    /// <summary>Availability as a number: from the sentence that the bullet comes from, or from the field.</summary>
    internal static Availability? AvailabilityOf(Dictionary<BulletKind, Bullet> facts, string? field, DateOnly today)
    {
        if (!facts.TryGetValue(BulletKind.Availability, out var bullet))
            return null;
        return AvailabilityParser.Parse(bullet.Source.Sentence ?? field, today).Value;
    }

    // Short fields can raise a flag too: "90-day garden leave" stands in the availability.
    private static IEnumerable<Statement> Written(CandidateEvidence evidence)
    {
        var candidate = evidence.Candidate;
        foreach (var (field, text) in new[] { ("availability_text", candidate.AvailabilityText), ("licences_text", candidate.LicencesText) })
        {
            if (PlainText.Line(text, SentenceSplitter.MaxLength) is { } line && new Sentence(line, 0, Speaker.Writer) is { IsStatement: true } sentence)
                yield return Statement.Of(sentence, new Passage("candidate", candidate.Id, field, candidate.ModifiedAt, []));
        }
    }
}
