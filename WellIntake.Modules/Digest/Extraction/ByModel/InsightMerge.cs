namespace WellIntake.Modules.Digest.Extraction.ByModel;

/// <summary>
/// Puts what the model read beside what was read offline. The model adds, and chooses another sentence of a text; it
/// takes nothing away: a record's field stays above every text, and a red flag that was found stays found. So a model that
/// was talked into silence changes nothing.
/// </summary>
internal static class InsightMerge
{
    /// <summary>The insight of both.</summary>
    public static CandidateInsight Of(CandidateInsight offline, CandidateReading reading, CandidateEvidence evidence, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var facts = offline.Facts.ToDictionary(f => f.Kind);
        foreach (var fact in reading.Facts)
        {
            if (!facts.TryGetValue(fact.Kind, out var known) || known.Source.Sentence is not null)
                facts[fact.Kind] = fact;
        }

        var candidate = evidence.Candidate;
        return new CandidateInsight(
            BulletSelector.Choose(facts.Values, NeutralFacts.Of(evidence, now)),
            [.. facts.Values.OrderBy(f => f.Kind)],
            PlainText.Line(candidate.Mobility, 60) ?? reading.Mobility?.Value ?? offline.Mobility,
            OfflineExtractor.AvailabilityOf(facts, candidate.AvailabilityText, today),
            reading.MoodLines.Count == 0 ? offline.Sentiment : Sentiment(reading),
            RedFlags(offline.RedFlags, reading));
    }

    private static Sentiment Sentiment(CandidateReading reading)
    {
        var weight = Math.Round((reading.Enthusiasm - MoodReader.NothingSaid) / 25d, 2);
        return new Sentiment(reading.Mood, reading.Enthusiasm, [.. reading.MoodLines.Select(l => new DecidingSentence(l.Line.Source, weight))]);
    }

    private static IReadOnlyList<RedFlag> RedFlags(IReadOnlyList<RedFlag> offline, CandidateReading reading)
    {
        var added = reading.RedFlags
            .Where(f => !offline.Any(o => o.Name == f.Name))
            .Select(f => new RedFlag(f.Name, RedFlagReader.Severities[f.Name], f.At.Line.Source));
        return RedFlagReader.InOrder(offline.Concat(added));
    }
}
