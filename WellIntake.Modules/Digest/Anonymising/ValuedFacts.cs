using System.Globalization;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Extraction;

namespace WellIntake.Modules.Digest.Anonymising;

/// <summary>
/// What a client values in any candidate, for the places of facts that may not be shown. Each line repeats something of
/// the record; the last three need nothing but its being there.
/// </summary>
internal static class ValuedFacts
{
    /// <summary>The most telling first; at least five.</summary>
    public static IEnumerable<Bullet> Of(CandidateCard card, CandidateEvidence evidence, Vocabulary words, DateTimeOffset now)
    {
        var candidate = evidence.Candidate;
        Bullet Of(string text, string field) => Line(text, "candidate", candidate.Id, field);

        if (words.KindOfFirm(candidate) is { } kind)
            yield return Of("Currently at " + kind, "firm");
        if (words.Place(candidate.City, candidate.State) is { } place)
            yield return Of("Based in the " + place, "city");
        if (MobilityRule.Apply(card.Mobility) is { } mobility)
            yield return Of("Mobility: " + mobility, "mobility");
        if (card.Sentiment is { Mood: Mood.Positive, DecidedBy: [var decided, ..] })
            yield return Line("Motivated to make a move", decided.Source.Entity, decided.Source.Id, decided.Source.Field);
        if (evidence.Notes.FirstOrDefault(n => n.Kind == "transcript") is { } interview)
            yield return Line("Interviewed by our team", "note", interview.Id, "text");
        if (evidence.Meetings.FirstOrDefault(m => m.StartsAt <= now) is { } met)
            yield return Line("Has met with our team", "meeting", met.Id, "starts_at");
        if (evidence.Deals.FirstOrDefault(d => d.Stage is "Engaged" or "Meeting Booked" or "Meetings Completed" or "Awaiting Offer" or "Offer Extended") is { } deal)
            yield return Line("Other firms are interested", "deal", deal.Id, "stage");

        yield return Of("Role: " + TitleRule.Apply(candidate.Title, words), "title");
        yield return Of(candidate.Audience.Contains("c_suite", StringComparison.Ordinal) ? "Considered for executive seats" : "Considered for advisor seats", "audience");
        var days = (int)Math.Max(0, (now - candidate.PublishedAt).TotalDays);
        yield return Of(days <= 7 ? "New to our list this week" : days <= 31 ? "New to our list this month" : string.Create(CultureInfo.InvariantCulture, $"On our list for {Math.Max(1, days / 30)}+ months"), "published_at");
        yield return Of("Can be introduced in confidence", "id");
        yield return Of("Full profile once both sides agree", "id");
    }

    private static Bullet Line(string text, string entity, string id, string field) =>
        new(BulletKind.Other, text, new BulletSource(entity, id, field), 0);
}
