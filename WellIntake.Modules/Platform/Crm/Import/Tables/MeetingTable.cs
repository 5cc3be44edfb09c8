using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Crm.Import.Tables;

/// <summary>Meetings.</summary>
internal sealed class MeetingTable() : CrmTable<Meeting>(
    CrmKind.Meetings,
    [
        new("title", FieldType.Text, 300) { Required = true },
        new("startsAt", FieldType.Date, 64) { Required = true },
        new("endsAt", FieldType.Date, 64),
        new("duration", FieldType.Minutes, 40),
        SharedFields.CandidateId,
        new("dealId", FieldType.Text, MaxIdLength),
        new("participants", FieldType.Text, 2_000) { Personal = true },
        new("outcome", FieldType.Text, 4_000) { Personal = true },
        SharedFields.Owner,
        SharedFields.ModifiedAt,
    ],
    [["title", "startsAt", "participants"], ["title", "startsAt"]])
{
    public override Meeting Create(string id, RecordContext context) => new() { Id = id, Title = "", Source = context.Source };

    public override string IdOf(Meeting entity) => entity.Id;

    public override DbSet<Meeting> Set(WellIntakeDbContext db) => db.Meetings;

    public override Expression<Func<Meeting, bool>> HasId(IReadOnlyList<string> ids) => m => ids.Contains(m.Id);

    protected override void FillOwn(Meeting entity, CrmField field, object? value)
    {
        switch (field.Name)
        {
            case "title": entity.Title = (string)value!; break;
            case "startsAt": entity.StartsAt = (DateTimeOffset)value!; break;
            // Fields are filled in the order of the list above, so the start is there.
            case "endsAt" when value is DateTimeOffset end && end >= entity.StartsAt && end - entity.StartsAt <= TimeSpan.FromDays(31):
                entity.DurationMinutes = (int)(end - entity.StartsAt).TotalMinutes;
                break;
            case "duration": entity.DurationMinutes = (int?)value ?? entity.DurationMinutes; break;
            case "dealId": entity.DealId = (string?)value; break;
            case "participants": entity.Participants = (string?)value; break;
            case "outcome": entity.Outcome = (string?)value; break;
        }
    }

    public override void Finish(Meeting entity, RecordContext context)
    {
    }

    protected override void TakeOwn(ref Merge merge, Meeting stored, Meeting fresh)
    {
        stored.Title = merge.Take("title", stored.Title, fresh.Title);
        stored.StartsAt = merge.TakeDate("startsAt", stored.StartsAt, fresh.StartsAt);
        stored.DurationMinutes = merge.Take(merge.Provides("duration") ? "duration" : "endsAt", stored.DurationMinutes, fresh.DurationMinutes);
        stored.DealId = merge.Take("dealId", stored.DealId, fresh.DealId);
        stored.Participants = merge.Take("participants", stored.Participants, fresh.Participants);
        stored.Outcome = merge.Take("outcome", stored.Outcome, fresh.Outcome);
    }

    public override void Inserting(Meeting entity, RecordContext context)
    {
        if (entity.ModifiedAt == default)
            entity.ModifiedAt = context.Now;
    }
}
