using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Digest.Chat;

/// <summary>What people want in a digest when they do not say.</summary>
internal interface IDigestPreferences
{
    /// <summary>The person's own; the usual ones for whoever has saved none.</summary>
    ValueTask<DigestAsk> OfAsync(string userId, CancellationToken ct);
}

/// <summary>Preferences in the database, each person's own.</summary>
internal sealed class DigestPreferences(IDbContextFactory<WellIntakeDbContext> contexts, TimeProvider time) : IDigestPreferences
{
    /// <summary>What holds for whoever has saved nothing.</summary>
    public static DigestAsk Usual { get; } = new(Audience.Advisors);

    public async ValueTask<DigestAsk> OfAsync(string userId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.UserPreferences.AsNoTracking().SingleOrDefaultAsync(p => p.UserId == userId, ct) is { } row
            ? new DigestAsk(row.Audience, row.DateRangeDays, row.MaxCandidates)
            {
                IncludeVault = row.IncludeVault,
                IncludeDeals = row.IncludeDeals,
                IncludeMeetings = row.IncludeMeetings,
                SendMail = row.SendMail,
            }
            : Usual;
    }

    /// <summary>Keeps audience, days, number and what is included; the rest of an ask is of its moment. Twice is once.</summary>
    public async Task SaveAsync(string userId, DigestAsk ask, CancellationToken ct)
    {
        var row = new UserPreference
        {
            UserId = userId,
            Audience = ask.Audience,
            DateRangeDays = ask.Days,
            MaxCandidates = ask.MaxCandidates,
            IncludeVault = ask.IncludeVault,
            IncludeDeals = ask.IncludeDeals,
            IncludeMeetings = ask.IncludeMeetings,
            SendMail = ask.SendMail,
            UpdatedAt = time.GetUtcNow(),
        };
        if (await UpdateAsync(row, ct))
            return;
        await using var db = await contexts.CreateDbContextAsync(ct);
        db.UserPreferences.Add(row);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            // Saved in the same moment by another press; if it was something else, this fails as well.
            if (!await UpdateAsync(row, ct))
                throw;
        }
    }

    /// <summary>Forgets them. Nothing to forget is fine.</summary>
    public async Task ResetAsync(string userId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        await db.UserPreferences.Where(p => p.UserId == userId).ExecuteDeleteAsync(ct);
    }

    private async Task<bool> UpdateAsync(UserPreference row, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.UserPreferences.Where(p => p.UserId == row.UserId).ExecuteUpdateAsync(
            u => u.SetProperty(p => p.Audience, row.Audience)
                .SetProperty(p => p.DateRangeDays, row.DateRangeDays)
                .SetProperty(p => p.MaxCandidates, row.MaxCandidates)
                .SetProperty(p => p.IncludeVault, row.IncludeVault)
                .SetProperty(p => p.IncludeDeals, row.IncludeDeals)
                .SetProperty(p => p.IncludeMeetings, row.IncludeMeetings)
                .SetProperty(p => p.SendMail, row.SendMail)
                .SetProperty(p => p.UpdatedAt, row.UpdatedAt),
            ct) == 1;
    }
}
