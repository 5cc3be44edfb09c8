using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.People;

namespace WellIntake.Modules.Digest.Alerts;

/// <summary>The alerts of people. Each sees and changes their own only.</summary>
internal sealed class AlertStore(IDbContextFactory<WellIntakeDbContext> contexts, TimeProvider time)
{
    /// <summary>How many one person may have.</summary>
    public const int MostPerPerson = 20;

    /// <summary>Whether somebody of this role may have alerts.</summary>
    public static bool MayHave(UserRole role) => role is UserRole.Executive or UserRole.Admin;

    /// <summary>
    /// Adds an alert for candidates published from now on. The same message again adds nothing and answers the same.
    /// Null: the person has too many.
    /// </summary>
    public async Task<CandidateAlert?> AddAsync(IncomingMessage message, AlertReading reading, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(message.RequestId)))[..8];
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.CandidateAlerts.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id && a.UserId == message.UserId, ct) is { } before)
            return before;
        if (await db.CandidateAlerts.CountAsync(a => a.UserId == message.UserId, ct) >= MostPerPerson)
            return null;
        var alert = new CandidateAlert
        {
            Id = id,
            UserId = message.UserId,
            UserEmail = message.UserEmail,
            UserName = message.UserName,
            ConversationId = message.Where.ConversationId,
            ServiceUrl = message.Where.ServiceUrl,
            TenantId = message.Where.TenantId,
            Audience = reading.Filter.Audience,
            Places = JsonSerializer.Serialize(reading.Filter.Places),
            MinAum = (double?)reading.Filter.MinAum,
            Licences = JsonSerializer.Serialize(reading.Filter.Licences),
            AnyLicence = reading.Filter.AnyLicence,
            MostPerDay = reading.MostPerDay,
            Since = now,
            CreatedAt = now,
        };
        db.CandidateAlerts.Add(alert);
        // Who is here already, to be published later, arrives then.
        var later = await db.Candidates.Where(c => c.PublishedAt > now).Select(c => c.Id).ToListAsync(ct);
        db.CandidateArrivals.AddRange(later.Select(c => new CandidateArrival { CandidateId = c }));
        await db.SaveChangesAsync(ct);
        return alert;
    }

    /// <summary>A person's alerts, the oldest first.</summary>
    public async Task<List<CandidateAlert>> ListAsync(string userId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.CandidateAlerts.AsNoTracking().Where(a => a.UserId == userId).OrderBy(a => a.CreatedAt).ThenBy(a => a.Id).ToListAsync(ct);
    }

    /// <summary>
    /// Pauses, resumes or removes. What matched and was not sent when it was paused is not made up for, nor is what was
    /// published meanwhile.
    /// </summary>
    /// <returns>False when the person has no such alert.</returns>
    public async Task<bool> ChangeAsync(string verb, string id, string userId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var own = db.CandidateAlerts.Where(a => a.Id == id && a.UserId == userId);
        var now = time.GetUtcNow();
        var changed = verb switch
        {
            AlertVerbs.Remove => await own.ExecuteDeleteAsync(ct),
            AlertVerbs.Pause => await own.ExecuteUpdateAsync(a => a.SetProperty(x => x.Paused, true), ct),
            _ => await own.Where(a => a.Paused).ExecuteUpdateAsync(a => a.SetProperty(x => x.Paused, false).SetProperty(x => x.Since, now), ct),
        };
        if (changed == 1 && verb == AlertVerbs.Remove)
            await db.CandidateAlertMatches.Where(m => m.AlertId == id).ExecuteDeleteAsync(ct);
        else if (changed == 1)
            await db.CandidateAlertMatches.Where(m => m.AlertId == id && m.RequestId == null).ExecuteDeleteAsync(ct);
        var isThere = changed == 1 || await own.AnyAsync(ct);
        await transaction.CommitAsync(ct);
        return isThere;
    }
}
