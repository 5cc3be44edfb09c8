using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Crm.Import.Tables;

/// <summary>Deals.</summary>
internal sealed class DealTable() : CrmTable<Deal>(
    CrmKind.Deals,
    [
        new("name", FieldType.Text, 300) { Required = true, Personal = true },
        new("stage", FieldType.Stage, 60) { Required = true },
        SharedFields.CandidateId,
        new("firm", FieldType.Text, 200),
        new("amount", FieldType.Amount, 60),
        .. SharedFields.Place,
        SharedFields.Owner,
        new("description", FieldType.Text, 20_000) { Personal = true },
        new("createdAt", FieldType.Date, 64),
        new("closedAt", FieldType.Date, 64),
        SharedFields.ModifiedAt,
    ],
    [["name", "firm", "candidateId"], ["name", "firm"], ["name"]])
{
    public override Deal Create(string id, RecordContext context) => new() { Id = id, Name = "", Stage = "", Source = context.Source };

    public override string IdOf(Deal entity) => entity.Id;

    public override DbSet<Deal> Set(WellIntakeDbContext db) => db.Deals;

    public override Expression<Func<Deal, bool>> HasId(IReadOnlyList<string> ids) => d => ids.Contains(d.Id);

    protected override void FillOwn(Deal entity, CrmField field, object? value)
    {
        switch (field.Name)
        {
            case "name": entity.Name = (string)value!; break;
            case "stage": entity.Stage = (string)value!; break;
            case "firm": entity.Firm = (string?)value; break;
            case "amount": entity.Amount = (double?)value; break;
            case "description": entity.Description = (string?)value; break;
            case "createdAt": entity.CreatedAt = (DateTimeOffset?)value ?? default; break;
            case "closedAt": entity.ClosedAt = (DateTimeOffset?)value; break;
        }
    }

    public override void Finish(Deal entity, RecordContext context)
    {
        // Exports fill "closing date" with the date hoped for; only a closed deal has been closed.
        if (entity.Stage is not ("Closed Won" or "Closed Lost"))
            entity.ClosedAt = null;
    }

    protected override void TakeOwn(ref Merge merge, Deal stored, Deal fresh)
    {
        stored.Name = merge.Take("name", stored.Name, fresh.Name);
        stored.Stage = merge.Take("stage", stored.Stage, fresh.Stage);
        stored.Firm = merge.Take("firm", stored.Firm, fresh.Firm);
        stored.Amount = merge.Take("amount", stored.Amount, fresh.Amount);
        stored.Description = merge.Take("description", stored.Description, fresh.Description);
        stored.CreatedAt = merge.TakeDate("createdAt", stored.CreatedAt, fresh.CreatedAt);
        stored.ClosedAt = merge.Take("closedAt", stored.ClosedAt, fresh.ClosedAt);
    }

    public override void Inserting(Deal entity, RecordContext context)
    {
        if (entity.ModifiedAt == default)
            entity.ModifiedAt = entity.ClosedAt ?? context.Now;
        if (entity.CreatedAt == default)
            entity.CreatedAt = entity.ModifiedAt;
    }
}
