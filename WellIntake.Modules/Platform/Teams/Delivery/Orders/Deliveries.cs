using System.Globalization;
using System.Runtime.CompilerServices;
using CsvHelper;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Platform.Teams.Delivery.Orders;

/// <summary>Reads the ledger, in pages: none of it is held longer than a page is.</summary>
internal sealed class Deliveries(IDbContextFactory<WellIntakeDbContext> contexts, ResendPlanner planner, OrderBook orders) : IDeliveries
{
    private const int PageSize = 500;

    private static readonly string[] Heading =
    [
        "id", "at", "request_id", "kind", "operation", "attempt", "tries", "outcome", "status_code", "reason", "recipient", "conversation_id", "user_id",
        "activity_id",
    ];

    public async Task<IReadOnlyList<DeliveryEntry>> NewestAsync(DeliveryFilter filter, int atMost, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = await WithPeople(db, Matching(db, filter).OrderByDescending(d => d.Id).Take(atMost)).OrderByDescending(r => r.Delivery.Id).ToListAsync(ct);
        return [.. rows.Select(r => Entry(r, filter.ShowAddresses))];
    }

    public async Task<long> ExportAsync(DeliveryFilter filter, Stream csv, CancellationToken ct)
    {
        // Spreadsheets run what begins with = + - @; ids and reasons come from outside.
        await using var writer = CsvWriter.Create(csv, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true);
        await writer.WriteRecordAsync(Heading, ct);
        var written = 0L;
        await foreach (var entry in AllAsync(filter, ct))
        {
            await writer.WriteRecordAsync(Fields(entry), ct);
            written++;
        }

        return written;
    }

    public Task<ResendPlan> PlanAsync(ResendRequest request, CancellationToken ct) => planner.PlanAsync(request, ct);

    public Task<IReadOnlyList<DeliveryOrderEntry>> OrderAsync(ResendPlan plan, CancellationToken ct) => orders.OrderAsync(plan.Items, ct);

    public Task<IReadOnlyList<DeliveryOrderEntry>> OrdersAsync(IReadOnlyList<long> ids, CancellationToken ct) => orders.FindAsync(ids, ct);

    private async IAsyncEnumerable<DeliveryEntry> AllAsync(DeliveryFilter filter, [EnumeratorCancellation] CancellationToken ct)
    {
        var last = 0L;
        while (true)
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            var after = last;
            var rows = await WithPeople(db, Matching(db, filter).Where(d => d.Id > after).OrderBy(d => d.Id).Take(PageSize)).OrderBy(r => r.Delivery.Id).ToListAsync(ct);
            foreach (var row in rows)
                yield return Entry(row, filter.ShowAddresses);
            if (rows.Count < PageSize)
                yield break;
            last = rows[^1].Delivery.Id;
        }
    }

    private static IQueryable<Persistence.Entities.Delivery> Matching(WellIntakeDbContext db, DeliveryFilter filter)
    {
        var rows = db.Deliveries.AsNoTracking();
        if (filter.Failed)
            rows = rows.Where(d => d.Outcome != "sent");
        if (filter.RequestId is { } request)
            rows = rows.Where(d => d.RequestId == request);
        if (filter.Since is { } since)
            rows = rows.Where(d => d.At >= since);
        return rows;
    }

    private static IQueryable<Row> WithPeople(WellIntakeDbContext db, IQueryable<Persistence.Entities.Delivery> deliveries) =>
        from delivery in deliveries
        join reference in db.ConversationReferences
            on new { delivery.ConversationId, delivery.UserId } equals new { reference.ConversationId, reference.UserId } into references
        from person in references.DefaultIfEmpty()
        select new Row { Delivery = delivery, Email = person == null ? null : person.UserEmail };

    private static DeliveryEntry Entry(Row row, bool showAddresses)
    {
        var delivery = row.Delivery;
        var recipient = delivery.Recipient ?? row.Email ?? delivery.UserId;
        return new DeliveryEntry(
            delivery.Id, delivery.At, delivery.RequestId, delivery.Kind, delivery.Operation, delivery.Attempt, delivery.Tries, delivery.Outcome,
            delivery.StatusCode, delivery.Reason, showAddresses ? recipient : Masked(recipient), delivery.ConversationId, delivery.UserId, delivery.ActivityId);
    }

    // Ids are no addresses; of an address the first letter and the domain tell enough to find it.
    private static string Masked(string recipient) =>
        recipient.LastIndexOf('@') is > 0 and var at ? string.Concat(recipient.AsSpan(0, 1), "***", recipient.AsSpan(at)) : recipient;

    private static string[] Fields(DeliveryEntry entry) =>
    [
        Number(entry.Id), entry.At.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), entry.RequestId ?? "", entry.Kind, entry.Operation,
        Number(entry.Attempt), Number(entry.Tries), entry.Outcome, entry.StatusCode is { } status ? Number(status) : "", entry.Reason ?? "",
        entry.Recipient, entry.ConversationId, entry.UserId, entry.ActivityId ?? "",
    ];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Row
    {
        public required Persistence.Entities.Delivery Delivery { get; init; }
        public string? Email { get; init; }
    }
}
