using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Platform.Teams.Bot;

/// <summary>What a person may do, from <c>teams_user_roles</c>. Each may what the one before may.</summary>
internal enum PersonRole
{
    /// <summary>Everybody who has no other.</summary>
    Recruiter,
    /// <summary>Sees everybody's records.</summary>
    Executive,
    /// <summary>Runs the program.</summary>
    Admin,
}

/// <summary>Looks up roles. They are kept by address or AAD id, and an activity brings one or the other: both count, the higher wins.</summary>
internal sealed class RoleDirectory(IDbContextFactory<WellIntakeDbContext> contexts)
{
    /// <summary>The sender's role; recruiter when there is no row, or a word that is no role.</summary>
    public async Task<PersonRole> OfAsync(IncomingMessage message, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var known = await db.ConversationReferences.AsNoTracking().Where(r => r.UserId == message.UserId)
            .Select(r => new { r.UserEmail, r.UserAadId }).ToListAsync(ct);
        var keys = known.SelectMany(k => new[] { k.UserEmail, k.UserAadId }).OfType<string>().Append(message.UserEmail)
            .Select(k => k.ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToList();
        var roles = await db.UserRoles.AsNoTracking().Where(r => keys.Contains(r.UserKey)).Select(r => r.Role).ToListAsync(ct);
        return roles.Select(Parse).DefaultIfEmpty(PersonRole.Recruiter).Max();
    }

    private static PersonRole Parse(string role) => role switch
    {
        "admin" => PersonRole.Admin,
        "executive" => PersonRole.Executive,
        _ => PersonRole.Recruiter,
    };
}
