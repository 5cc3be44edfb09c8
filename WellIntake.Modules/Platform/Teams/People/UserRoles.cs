using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Teams.People;

internal sealed class UserRoles(IDbContextFactory<WellIntakeDbContext> contexts, IDatabaseProvider database, TimeProvider time) : IUserRoles
{
    public async Task<UserRole> FindAsync(string userId, string userEmail, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var known = await db.ConversationReferences.AsNoTracking().Where(r => r.UserId == userId)
            .Select(r => new { r.UserEmail, r.UserAadId }).Distinct().ToListAsync(ct);
        var keys = known.SelectMany(r => new[] { r.UserEmail, r.UserAadId }).Append(userEmail).OfType<string>()
            .Select(key => key.Trim().ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToList();
        var roles = await db.UserRoles.AsNoTracking().Where(r => keys.Contains(r.UserKey)).Select(r => r.Role).ToListAsync(ct);
        return roles.Count == 0 ? UserRole.Recruiter : roles.Min(Parse);
    }

    public async Task<IReadOnlyList<UserRoleEntry>> ListAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = await db.UserRoles.AsNoTracking().OrderBy(r => r.UserKey).ToListAsync(ct);
        return [.. rows.Select(r => new UserRoleEntry(r.UserKey, Parse(r.Role), r.UpdatedAt))];
    }

    public async Task<string> SetAsync(string user, UserRole role, CancellationToken ct)
    {
        var key = Key(user);
        if (!await UpdateAsync(key, role, ct) && !await InsertAsync(key, role, ct))
            await UpdateAsync(key, role, ct);
        return key;
    }

    public async Task<bool> RemoveAsync(string user, CancellationToken ct)
    {
        var key = Key(user);
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.UserRoles.Where(r => r.UserKey == key).ExecuteDeleteAsync(ct) == 1;
    }

    private async Task<bool> UpdateAsync(string key, UserRole role, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var (name, now) = (Name(role), time.GetUtcNow());
        return await db.UserRoles.Where(r => r.UserKey == key)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.Role, name).SetProperty(x => x.UpdatedAt, now), ct) == 1;
    }

    // False when somebody else was quicker.
    private async Task<bool> InsertAsync(string key, UserRole role, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        db.UserRoles.Add(new TeamsUserRole { UserKey = key, Role = Name(role), UpdatedAt = time.GetUtcNow() });
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException e) when (database.IsDuplicate(e))
        {
            return false;
        }
    }

    private static string Key(string user) => UserKey.Read(user) ?? throw new ArgumentException(UserKey.Problem, nameof(user));

    private static string Name(UserRole role) => role switch
    {
        UserRole.Executive => "executive",
        UserRole.Admin => "admin",
        _ => "recruiter",
    };

    // A word that nobody knows gives no right.
    private static UserRole Parse(string name) => name switch
    {
        "executive" => UserRole.Executive,
        "admin" => UserRole.Admin,
        _ => UserRole.Recruiter,
    };
}
