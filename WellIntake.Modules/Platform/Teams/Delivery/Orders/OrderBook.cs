using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Teams.Delivery.Orders;

/// <summary>Writes orders, for whoever is not the host that works on them.</summary>
internal sealed class OrderBook(IDbContextFactory<WellIntakeDbContext> contexts, IDatabaseProvider database, TimeProvider time)
{
    public const string Waiting = "waiting";
    public const string Done = "done";
    public const string Failed = "failed";
    private const int Chunk = 200;

    /// <summary>One order for each; where one waits already, that one.</summary>
    public async Task<IReadOnlyList<DeliveryOrderEntry>> OrderAsync(IReadOnlyList<ResendItem> items, CancellationToken ct)
    {
        List<DeliveryOrderEntry> entries = [];
        foreach (var item in items)
            entries.Add(await OrderAsync(item, ct));
        return entries;
    }

    public async Task<IReadOnlyList<DeliveryOrderEntry>> FindAsync(IReadOnlyList<long> ids, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        List<DeliveryOrderEntry> found = [];
        foreach (var chunk in ids.Chunk(Chunk))
            found.AddRange((await db.DeliveryOrders.AsNoTracking().Where(o => chunk.Contains(o.Id)).OrderBy(o => o.Id).ToListAsync(ct)).Select(Entry));
        return found;
    }

    private async Task<DeliveryOrderEntry> OrderAsync(ResendItem item, CancellationToken ct)
    {
        while (true)
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            if (await db.DeliveryOrders.AsNoTracking().SingleOrDefaultAsync(o => o.RequestId == item.RequestId && o.What == item.What && o.State == Waiting, ct) is { } waits)
                return Entry(waits);
            var now = time.GetUtcNow();
            var order = new DeliveryOrder
            {
                RequestId = item.RequestId,
                What = item.What,
                State = Waiting,
                LastDelivery = await db.Deliveries.MaxAsync(d => (long?)d.Id, ct) ?? 0,
                HeldUntil = now,
                CreatedAt = now,
            };
            db.DeliveryOrders.Add(order);
            try
            {
                await db.SaveChangesAsync(ct);
                return Entry(order);
            }
            catch (DbUpdateException e) when (database.IsDuplicate(e))
            {
                // Somebody else ordered it in between: theirs is found in the next round, or is done by then.
            }
        }
    }

    private static DeliveryOrderEntry Entry(DeliveryOrder o) => new(o.Id, o.RequestId, o.What, o.State, o.Tries, o.Reason);
}
