using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Modules.Platform.Crm.Zoho.Sync;

/// <summary>The age of what came from Zoho CRM; one look at a row.</summary>
internal sealed class ZohoFreshness(
    IDbContextFactory<WellIntakeDbContext> databases, ICircuitBreakers breakers, IOptions<ZohoOptions> options, TimeProvider time) : ICrmFreshness
{
    public string Description => string.Create(CultureInfo.InvariantCulture,
        $"Zoho CRM through {new Uri(options.Value.AccountsUrl).Host}, every {options.Value.Interval.TotalMinutes:0.#} min");

    public async Task<CrmAge?> ReadAsync(CancellationToken ct)
    {
        if (!options.Value.Modules.Candidates.Enabled)
            return null;
        await using var db = await databases.CreateDbContextAsync(ct);
        var key = SyncStates.Key(CrmKind.Candidates);
        var state = await db.CrmSync.AsNoTracking().SingleOrDefaultAsync(row => row.Kind == key, ct);
        var breaker = breakers.Get(CircuitNames.Zoho);
        // Not only while it refuses: until a call has gone through, Zoho is away.
        var away = breaker.OpenedAt is not null;
        var late = state?.LastSuccessAt is { } at ? time.GetUtcNow() - at > 2 * options.Value.Interval : state?.LastError is not null;
        if (away || late)
            breaker.CountFallback();
        return new CrmAge("Zoho CRM", state?.LastSuccessAt, away || late);
    }
}
