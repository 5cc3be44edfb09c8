using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Parsing;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Digest;

/// <summary>What a digest reads. Every query goes by an index over the range or over candidates' ids (PERF-8).</summary>
internal static class DigestQuery
{
    /// <summary>Candidates read at once.</summary>
    public const int PageSize = 200;
    /// <summary>Notes, deals or meetings of one candidate that are looked at, the newest.</summary>
    public const int MostEvidence = 20;

    private static readonly int[] Ranges = [1, 3, 7, 14, 30, 60, 90, 180, DigestSpec.MostDays];

    /// <summary>Candidates of the spec's audience and owner, of any time.</summary>
    public static IQueryable<Candidate> Everyone(WellIntakeDbContext context, DigestSpec spec)
    {
        var candidates = context.Candidates.AsNoTracking();
        if (spec.Audience == Audience.Personal)
        {
            var asker = spec.Asker!.Trim().ToLowerInvariant();
            candidates = candidates.Where(c => c.Owner == asker);
        }
        else if (spec.Audience != Audience.Global)
        {
            var word = $",{spec.Audience},";
            candidates = candidates.Where(c => ("," + c.Audience.Replace(" ", "") + ",").Contains(word));
        }

        if (!string.IsNullOrWhiteSpace(spec.Owner))
        {
            var owner = spec.Owner.Trim().ToLowerInvariant();
            candidates = candidates.Where(c => c.Owner == owner);
        }

        if (spec.Only is { } only)
            candidates = candidates.Where(c => only.Contains(c.Id));
        return spec.IncludeVault ? candidates : candidates.Where(c => !c.InVault);
    }

    /// <summary>Those of them in range.</summary>
    public static IQueryable<Candidate> InRange(WellIntakeDbContext context, DigestSpec spec)
    {
        var (from, to) = (spec.From.ToUniversalTime(), spec.To.ToUniversalTime());
        return Everyone(context, spec).Where(c => c.PublishedAt >= from && c.PublishedAt < to);
    }

    /// <summary>The next candidates in range, the newest first; after <paramref name="last"/>, or from the beginning.</summary>
    public static Task<List<Candidate>> PageAsync(WellIntakeDbContext context, DigestSpec spec, Candidate? last, CancellationToken ct)
    {
        var page = InRange(context, spec);
        if (last is not null)
        {
            // One upper bound only: of two the database may take the range's end, and read every earlier page again.
            var (from, at, id) = (spec.From.ToUniversalTime(), last.PublishedAt, last.Id);
#pragma warning disable CA1309 // The database compares, in the order that it sorts by.
            page = Everyone(context, spec).Where(c => c.PublishedAt >= from && c.PublishedAt <= at && (c.PublishedAt < at || string.Compare(c.Id, id) > 0));
#pragma warning restore CA1309
        }

        return page.OrderByDescending(c => c.PublishedAt).ThenBy(c => c.Id).Take(PageSize).ToListAsync(ct);
    }

    /// <summary>All that is known of each of the candidates, by id; who is gone is not in it.</summary>
    public static async Task<Dictionary<string, CandidateEvidence>> RecordsAsync(WellIntakeDbContext context, IReadOnlyList<string> ids, CancellationToken ct)
    {
        if (ids.Count == 0)
            return [];
        var candidates = await context.Candidates.AsNoTracking().Where(c => ids.Contains(c.Id)).ToListAsync(ct);
        var notes = await NotesAsync(context, ids, ct);
        var deals = await DealsAsync(context, ids, ct);
        var meetings = await MeetingsAsync(context, ids, ct);
        return candidates.ToDictionary(c => c.Id, c => new CandidateEvidence(c, [.. notes[c.Id]], [.. deals[c.Id]], [.. meetings[c.Id]]), StringComparer.Ordinal);
    }

    /// <summary>The newest notes of each of the candidates, cut to what is read.</summary>
    public static async Task<ILookup<string, NoteEvidence>> NotesAsync(WellIntakeDbContext context, IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        var notes = context.Notes.AsNoTracking()
            .Where(n => n.CandidateId != null && ids.Contains(n.CandidateId))
            .OrderByDescending(n => n.CreatedAt).ThenBy(n => n.Id)
            .Select(n => new { CandidateId = n.CandidateId!, n.Id, n.Kind, Text = n.Text.Substring(0, Patterns.MaxLength), n.Author, n.CreatedAt });
        return await NewestAsync(notes.AsAsyncEnumerable(), n => n.CandidateId, n => new NoteEvidence(n.Id, n.Kind, n.Text, n.Author, n.CreatedAt), ct);
    }

    /// <summary>The newest deals of each of the candidates.</summary>
    public static async Task<ILookup<string, DealEvidence>> DealsAsync(WellIntakeDbContext context, IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        var deals = context.Deals.AsNoTracking()
            .Where(d => d.CandidateId != null && ids.Contains(d.CandidateId))
            .OrderByDescending(d => d.ModifiedAt).ThenBy(d => d.Id)
            .Select(d => new { CandidateId = d.CandidateId!, d.Id, d.Stage, d.Description, d.ModifiedAt, d.Name, d.Firm });
        return await NewestAsync(deals.AsAsyncEnumerable(), d => d.CandidateId, d => new DealEvidence(d.Id, d.Stage, d.Description, d.ModifiedAt, d.Name, d.Firm), ct);
    }

    /// <summary>The newest meetings of each of the candidates.</summary>
    public static async Task<ILookup<string, MeetingEvidence>> MeetingsAsync(WellIntakeDbContext context, IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        var meetings = context.Meetings.AsNoTracking()
            .Where(m => m.CandidateId != null && ids.Contains(m.CandidateId))
            .OrderByDescending(m => m.StartsAt).ThenBy(m => m.Id)
            .Select(m => new { CandidateId = m.CandidateId!, m.Id, m.StartsAt, m.Outcome, m.Title, m.Participants });
        return await NewestAsync(meetings.AsAsyncEnumerable(), m => m.CandidateId, m => new MeetingEvidence(m.Id, m.StartsAt, m.Outcome, m.Title, m.Participants), ct);
    }

    /// <summary>The candidate nearest to an empty range, within the last year. Null when there is none.</summary>
    public static async Task<NearestRange?> NearestAsync(WellIntakeDbContext context, DigestSpec spec, CancellationToken ct)
    {
        var (from, to, now) = (spec.From.ToUniversalTime(), spec.To.ToUniversalTime(), spec.Now.ToUniversalTime());
        var yearAgo = now.AddDays(-DigestSpec.MostDays);
        var before = await Everyone(context, spec).Where(c => c.PublishedAt < from && c.PublishedAt >= yearAgo)
            .OrderByDescending(c => c.PublishedAt).Select(c => (DateTimeOffset?)c.PublishedAt).FirstOrDefaultAsync(ct);
        var after = await Everyone(context, spec).Where(c => c.PublishedAt >= to && c.PublishedAt <= now)
            .OrderBy(c => c.PublishedAt).Select(c => (DateTimeOffset?)c.PublishedAt).FirstOrDefaultAsync(ct);

        var nearest = (before, after) switch
        {
            ({ } b, { } a) => a - to < from - b ? a : b,
            _ => before ?? after,
        };
        if (nearest is not { } at)
            return null;
        var days = (now - at).TotalDays;
        return new NearestRange(at, (int)days, Ranges.First(r => r >= days || r == DigestSpec.MostDays));
    }

    // Rows come one by one, so that a candidate with ten thousand notes fills no memory.
    private static async Task<ILookup<string, TEvidence>> NewestAsync<TRow, TEvidence>(
        IAsyncEnumerable<TRow> rows, Func<TRow, string> candidate, Func<TRow, TEvidence> evidence, CancellationToken ct)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var kept = new List<(string Candidate, TEvidence Evidence)>();
        await foreach (var row in rows.WithCancellation(ct))
        {
            var id = candidate(row);
            var count = counts[id] = counts.GetValueOrDefault(id) + 1;
            if (count <= MostEvidence)
                kept.Add((id, evidence(row)));
        }

        return kept.ToLookup(k => k.Candidate, k => k.Evidence, StringComparer.Ordinal);
    }
}
