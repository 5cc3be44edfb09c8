using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Crm.Zoho.Sync;

/// <summary>
/// The right to synchronise, as a row with an owner and an expiry: one process at a time, among those that share a
/// database. Whoever dies loses it when it expires. Each write of a run proves, in its own transaction, that it still holds
/// the lease, so that a run that was stopped too long cannot overwrite what a later one brought.
/// </summary>
internal sealed class SyncLease(IDbContextFactory<WellIntakeDbContext> databases, IDatabaseProvider provider, TimeProvider time, TimeSpan lifetime)
{
    private const string Name = "zoho";
    private readonly string _owner = Guid.NewGuid().ToString("N");

    /// <summary>False while another holds it.</summary>
    public async Task<bool> TryTakeAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var now = time.GetUtcNow();
        var free = db.CrmSyncLeases.Where(lease => lease.Name == Name && (lease.ExpiresAt <= now || lease.Owner == _owner));
        if (await SetAsync(free, now, ct))
            return true;
        if (await db.CrmSyncLeases.AnyAsync(lease => lease.Name == Name, ct))
            return false;
        db.CrmSyncLeases.Add(new CrmSyncLease { Name = Name, Owner = _owner, ExpiresAt = now + lifetime });
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException e) when (provider.IsDuplicate(e))
        {
            return false;
        }
    }

    /// <summary>Holds it longer. In a transaction, nobody can take it before that ends.</summary>
    /// <exception cref="SyncLeaseLostException">Another took it.</exception>
    public async Task RenewAsync(WellIntakeDbContext db, CancellationToken ct)
    {
        if (!await SetAsync(db.CrmSyncLeases.Where(lease => lease.Name == Name && lease.Owner == _owner), time.GetUtcNow(), ct))
            throw new SyncLeaseLostException();
    }

    /// <summary>Holds it longer, while pages are read and nothing is written.</summary>
    /// <exception cref="SyncLeaseLostException">Another took it.</exception>
    public async Task RenewAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await RenewAsync(db, ct);
    }

    /// <summary>Gives it back, if it is still ours.</summary>
    public async Task ReleaseAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await db.CrmSyncLeases.Where(lease => lease.Name == Name && lease.Owner == _owner).ExecuteDeleteAsync(ct);
    }

    private async Task<bool> SetAsync(IQueryable<CrmSyncLease> which, DateTimeOffset now, CancellationToken ct)
    {
        var until = now + lifetime;
        return await which.ExecuteUpdateAsync(set => set.SetProperty(lease => lease.Owner, _owner).SetProperty(lease => lease.ExpiresAt, until), ct) == 1;
    }
}

/// <summary>Another process has taken over.</summary>
internal sealed class SyncLeaseLostException() : Exception("Another process took over the synchronisation.");
