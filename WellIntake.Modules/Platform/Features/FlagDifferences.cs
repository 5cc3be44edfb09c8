using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

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
    public async Task<IReadOnlyList<FlagDifferenceRow>> ListAsync(string? flag, int atMost, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.FlagDifferences.AsNoTracking()
            .Where(d => flag == null || d.Flag == flag)
            .OrderByDescending(d => d.At).ThenBy(d => d.RequestId).ThenBy(d => d.Field)
            .Take(atMost).ToListAsync(ct);
    }
}
