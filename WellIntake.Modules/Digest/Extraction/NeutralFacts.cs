using System.Globalization;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Digest.Extraction;

/// <summary>
/// What is known of every candidate, for records too thin for five weighed facts. Nothing is invented: each line repeats
/// a column, and the last five columns are never empty.
/// </summary>
internal static class NeutralFacts
{
    /// <summary>The most telling first; at least five.</summary>
    public static IEnumerable<Bullet> Of(CandidateEvidence evidence, DateTimeOffset now)
    {
        var candidate = evidence.Candidate;
        if (evidence.Deals.MaxBy(d => d.ModifiedAt) is { } deal)
            yield return Line($"Interest: deal in stage {deal.Stage}", "deal", deal.Id, "stage");
        if (evidence.Meetings.Where(m => m.StartsAt > now).MinBy(m => m.StartsAt) is { } next)
            yield return Line($"Next meeting {Day(next.StartsAt)}", "meeting", next.Id, "starts_at");
        if (evidence.Meetings.Where(m => m.StartsAt <= now).MaxBy(m => m.StartsAt) is { } last)
            yield return Line($"Last met {Day(last.StartsAt)}", "meeting", last.Id, "starts_at");
        if (evidence.Notes.MaxBy(n => n.CreatedAt) is { } note)
            yield return Line($"Last {(note.Kind == "transcript" ? "interview" : "note")} {Day(note.CreatedAt)}", "note", note.Id, "created_at");
        if (PlainText.Line(candidate.Mobility, 80) is { } mobility)
            yield return Of(candidate, $"Mobility: {mobility}", "mobility");
        if (PlainText.Line(candidate.Title, 80) is { } title)
            yield return Of(candidate, $"Role: {title}", "title");
        if (Place(candidate) is { } place)
            yield return Of(candidate, $"Based in {place}", "city");
        if (candidate.InVault)
            yield return Of(candidate, "Kept in the vault", "in_vault");

        yield return Of(candidate, $"Published {Day(candidate.PublishedAt)}", "published_at");
        if (PlainText.Line(candidate.Owner, 80) is { } owner)
            yield return Of(candidate, $"Recruiter: {owner}", "owner");
        yield return Of(candidate, $"Record updated {Day(candidate.ModifiedAt)}", "modified_at");
        yield return Of(candidate, $"Presented for: {PlainText.Line(candidate.Audience.Replace(",", ", ", StringComparison.Ordinal), 60) ?? "no audience"}", "audience");
        yield return Of(candidate, $"Record from: {PlainText.Line(candidate.Source, 40) ?? "unknown"}", "source");
        yield return Of(candidate, $"Reference {PlainText.Line(candidate.Locator, 40) ?? candidate.Id}", "locator");
    }

    /// <summary>"Dallas, TX"; null when neither is known.</summary>
    public static string? Place(Candidate candidate)
    {
        var (city, state) = (PlainText.Line(candidate.City, 60), PlainText.Line(candidate.State, 40));
        return city is null ? state : state is null ? city : $"{city}, {state}";
    }

    private static Bullet Of(Candidate candidate, string text, string field) => Line(text, "candidate", candidate.Id, field);

    private static Bullet Line(string text, string entity, string id, string field) =>
        new(BulletKind.Other, text, new BulletSource(entity, id, field), 0);

    private static string Day(DateTimeOffset moment) => moment.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
