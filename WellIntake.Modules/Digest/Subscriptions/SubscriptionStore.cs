using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams.Bot;

namespace WellIntake.Modules.Digest.Subscriptions;

/// <summary>The subscriptions of people. Each sees and changes their own only.</summary>
internal sealed class SubscriptionStore(IDbContextFactory<WellIntakeDbContext> contexts, TimeProvider time)
{
    /// <summary>How many one person may have.</summary>
    public const int MostPerPerson = 20;

    /// <summary>
    /// Adds a subscription whose first run is the next 9:00 that fits. The same message again, or a wish for what the
    /// person has already, adds nothing and answers with that. Null: the person has too many.
    /// </summary>
    public async Task<DigestSubscription?> AddAsync(
        IncomingMessage message, string audience, string frequency, int? day, DateTimeZone zone, string? recipient, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(message.RequestId)))[..8];
        await using var db = await contexts.CreateDbContextAsync(ct);
        var own = db.DigestSubscriptions.AsNoTracking().Where(s => s.UserId == message.UserId);
        if (await own.FirstOrDefaultAsync(s => s.Id == id, ct) is { } before)
            return before;
        if (await own.FirstOrDefaultAsync(s => s.Audience == audience && s.Frequency == frequency && s.TimeZone == zone.Id && s.Recipient == recipient && (day == null || s.Day == day), ct) is { } same)
            return same;
        if (await own.CountAsync(ct) >= MostPerPerson)
            return null;
        // Without a day: that of the next 9:00.
        var first = Instant.FromDateTimeOffset(new Schedule(Schedule.Daily, 0, zone).Next(now)).InZone(zone).Date;
        var runsOn = frequency switch { Schedule.Daily => 0, Schedule.Weekly => day ?? (int)first.DayOfWeek, _ => day ?? first.Day };
        var subscription = new DigestSubscription
        {
            Id = id,
            UserId = message.UserId,
            UserEmail = message.UserEmail,
            UserName = message.UserName,
            ConversationId = message.Where.ConversationId,
            ServiceUrl = message.Where.ServiceUrl,
            TenantId = message.Where.TenantId,
            Audience = audience,
            Frequency = frequency,
            Day = runsOn,
            TimeZone = zone.Id,
            Recipient = recipient,
            NextDueAt = new Schedule(frequency, runsOn, zone).Next(now),
            CreatedAt = now,
        };
        db.DigestSubscriptions.Add(subscription);
        await db.SaveChangesAsync(ct);
        return subscription;
    }

    /// <summary>A person's subscriptions, the oldest first.</summary>
    public async Task<List<DigestSubscription>> ListAsync(string userId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.DigestSubscriptions.AsNoTracking().Where(s => s.UserId == userId).OrderBy(s => s.CreatedAt).ThenBy(s => s.Id).ToListAsync(ct);
    }

    /// <summary>Pauses, resumes or removes. Resumed, it runs next when it would from now on: nothing is made up for.</summary>
    /// <returns>False when the person has no such subscription.</returns>
    public async Task<bool> ChangeAsync(string verb, string id, string userId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var own = db.DigestSubscriptions.Where(s => s.Id == id && s.UserId == userId);
        if (verb == SubscriptionVerbs.Remove)
            return await own.ExecuteDeleteAsync(ct) == 1;
        if (verb == SubscriptionVerbs.Pause)
            return await own.ExecuteUpdateAsync(s => s.SetProperty(x => x.Paused, true), ct) == 1;
        if (await own.AsNoTracking().FirstOrDefaultAsync(ct) is not { } subscription)
            return false;
        if (!subscription.Paused)
            return true;
        var next = Schedule.Of(subscription).Next(time.GetUtcNow());
        return await own.ExecuteUpdateAsync(s => s.SetProperty(x => x.Paused, false).SetProperty(x => x.NextDueAt, next), ct) == 1;
    }
}
