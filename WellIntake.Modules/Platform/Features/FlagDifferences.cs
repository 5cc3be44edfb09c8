using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Features;

/// <summary>What shadowing found (FLG-2).</summary>
public interface IFlagDifferences
{
    /// <summary>The newest first; at most so many.</summary>
    /// <param name="flag">One flag's only; null: all.</param>
    /// <param name="atMost">1 or more.</param>
    /// <param name="ct">Ends it.</param>
    Task<IReadOnlyList<FlagDifferenceRow>> ListAsync(string? flag, int atMost, CancellationToken ct);
}

internal sealed class FlagDifferences(IDbContextFactory<WellIntakeDbContext> contexts) : IFlagDifferences
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    public async Task<IReadOnlyList<FlagDifferenceRow>> ListAsync(string? flag, int atMost, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.FlagDifferences.AsNoTracking()
            .Where(d => flag == null || d.Flag == flag)
            .OrderByDescending(d => d.At).ThenBy(d => d.RequestId).ThenBy(d => d.Field)
            .Take(atMost).ToListAsync(ct);
    }

    /// <summary>Writes what one request's paths differ in, in the caller's commit, and lets go of what is older than 30 days.</summary>
    public static void Add(
        ICommitSession session, string flag, string requestId, string answeredBy, IEnumerable<FlagDifference> differences, DateTimeOffset now)
    {
        foreach (var difference in differences)
        {
            session.Execute(
                "INSERT INTO flag_differences (flag, request_id, field, answered_by, detail, at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5) "
                + "ON CONFLICT (flag, request_id, field) DO UPDATE SET answered_by = excluded.answered_by, detail = excluded.detail, at = excluded.at",
                flag, requestId, difference.Field, answeredBy, difference.Detail, now);
        }

        session.Execute("DELETE FROM flag_differences WHERE at < @p0", now - KeptFor);
    }
}
