using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Digest.Reasons;

/// <summary>What stands at a bullet's source now.</summary>
/// <param name="Where">"Interview of 3 Nov 2026".</param>
/// <param name="Words">The sentence or the field's value; null when it is gone or reads otherwise.</param>
internal sealed record FoundSource(string Where, string? Words);

/// <summary>Looks up where bullets come from, in the records as they are now.</summary>
internal static class SourceReader
{
    /// <summary>What stands at <paramref name="source"/>. A record that is gone: no words.</summary>
    public static async Task<FoundSource> ReadAsync(WellIntakeDbContext context, BulletSource source, CancellationToken ct)
    {
        var (row, where) = source.Entity switch
        {
            "note" => await context.Notes.AsNoTracking().SingleOrDefaultAsync(n => n.Id == source.Id, ct) is { } note
                ? ((object?)note, $"{(note.Kind == "transcript" ? "Interview" : "Note")} of {Day(note.CreatedAt)}") : (null, "A note"),
            "meeting" => await context.Meetings.AsNoTracking().SingleOrDefaultAsync(m => m.Id == source.Id, ct) is { } meeting
                ? (meeting, $"Meeting of {Day(meeting.StartsAt)}{Part(source, "outcome")}") : (null, "A meeting"),
            "deal" => await context.Deals.AsNoTracking().SingleOrDefaultAsync(d => d.Id == source.Id, ct) is { } deal
                ? (deal, $"Deal, last changed {Day(deal.ModifiedAt)}{Part(source, "description")}") : (null, "A deal"),
            _ => await context.Candidates.AsNoTracking().SingleOrDefaultAsync(c => c.Id == source.Id, ct) is { } candidate
                ? (candidate, source.Field == "summary" ? "Profile summary" : "Record: " + Spoken(source.Field)) : (null, "The record"),
        };
        return new FoundSource(where, row is null ? null : Words(context, row, source));
    }

    /// <summary>"AUM", "client count": a column in words.</summary>
    public static string Spoken(string field)
    {
        var name = field.EndsWith("_text", StringComparison.Ordinal) ? field[..^"_text".Length] : field;
        return name == "aum" ? "AUM" : name.Replace('_', ' ');
    }

    private static string Part(BulletSource source, string usual) => source.Field == usual ? "" : ", " + Spoken(source.Field);

    private static string? Words(WellIntakeDbContext context, object row, BulletSource source)
    {
        var property = context.Model.FindEntityType(row.GetType())!.GetProperties().FirstOrDefault(p => p.GetColumnName() == source.Field);
        var value = property?.PropertyInfo?.GetValue(row) switch
        {
            null => null,
            DateTimeOffset at => Day(at),
            bool yes => yes ? "yes" : "no",
            var other => Convert.ToString(other, CultureInfo.InvariantCulture),
        };
        if (value is null || source.Fingerprint is null)
            return value;
        if (source.Start < 0 || source.Length <= 0 || source.Start + source.Length > value.Length)
            return null;
        var sentence = value.Substring(source.Start, source.Length);
        return BulletSource.FingerprintOf(sentence) == source.Fingerprint ? sentence : null;
    }

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
