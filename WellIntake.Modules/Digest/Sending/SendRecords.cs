using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Digest.Sending;

/// <summary>Who went out to whom, and when.</summary>
internal sealed class SendRecords(IDbContextFactory<WellIntakeDbContext> contexts)
{
    /// <summary>How an audience is named in the records. Personal digests have an audience of one.</summary>
    public static string AudienceKey(string audience, string asker) =>
        audience == Audience.Personal ? "personal:" + asker.Trim().ToLowerInvariant() : audience;

    /// <summary>The rows for candidates who went out to a reader.</summary>
    public static IReadOnlyList<RowChange> Rows(string requestId, string audience, string reader, IEnumerable<string> candidateIds, DateTimeOffset now) =>
        [.. candidateIds.Select(id => new RowChange(
            "INSERT INTO digest_sends (request_id, candidate_id, audience, reader, iso_week, sent_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5) "
            + "ON CONFLICT (request_id, candidate_id, reader) DO NOTHING",
            requestId, id, audience, reader, IsoWeek.Key(now), now))];

    /// <summary>Who is held back now from a digest for this audience that these read: whoever went to one of them.</summary>
    public async Task<Cooldown> CooldownAsync(string audience, IReadOnlyList<string> readers, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var oldest = IsoWeek.OldestHeld(now);
#pragma warning disable CA1309 // The database compares; keys are ASCII of one length.
        var sent = db.DigestSends.Where(s => s.Audience == audience && readers.Contains(s.Reader) && string.Compare(s.IsoWeek, oldest) >= 0).Select(s => s.CandidateId);
#pragma warning restore CA1309
        return new Cooldown(await db.Candidates.AsNoTracking().Where(c => sent.Contains(c.Id)).ToListAsync(ct));
    }

    /// <summary>
    /// "sent to advisors on 3 Nov" by candidate id, the last sending of each, whoever read it; within a year. Other people's personal
    /// digests are not told of.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, string>> NotesAsync(string audience, string asker, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var key = AudienceKey(audience, asker);
        var yearAgo = now.AddDays(-DigestSpec.MostDays).ToUniversalTime();
        var sends = await db.DigestSends.AsNoTracking().Where(s => s.Audience == key && s.SentAt >= yearAgo)
            .OrderBy(s => s.SentAt).Select(s => new { s.CandidateId, s.SentAt }).ToListAsync(ct);
        var notes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var send in sends)
            notes[send.CandidateId] = $"sent to {(audience == Audience.Personal ? "you" : Audience.Spoken(audience))} on {send.SentAt.ToString("d MMM", CultureInfo.InvariantCulture)}";
        return notes;
    }
}
