using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Crm.Import.Tables;

/// <summary>Notes and transcripts.</summary>
internal sealed class NoteTable() : CrmTable<Note>(
    CrmKind.Notes,
    [
        new("text", FieldType.Text, 100_000) { Required = true, Personal = true },
        new("kind", FieldType.NoteKind, 40),
        SharedFields.CandidateId,
        new("meetingId", FieldType.Text, MaxIdLength),
        new("author", FieldType.Text, 254) { Personal = true },
        SharedFields.Owner,
        new("createdAt", FieldType.Date, 64),
    ],
    [["candidateId", "text"], ["text"]])
{
    public override Note Create(string id, RecordContext context) => new() { Id = id, Text = "", Source = context.Source };

    public override string IdOf(Note entity) => entity.Id;

    public override DbSet<Note> Set(WellIntakeDbContext db) => db.Notes;

    public override Expression<Func<Note, bool>> HasId(IReadOnlyList<string> ids) => n => ids.Contains(n.Id);

    protected override void FillOwn(Note entity, CrmField field, object? value)
    {
        switch (field.Name)
        {
            case "text": entity.Text = (string)value!; break;
            case "kind": entity.Kind = (string?)value ?? "note"; break;
            case "meetingId": entity.MeetingId = (string?)value; break;
            case "author": entity.Author = (string?)value; break;
            case "createdAt": entity.CreatedAt = (DateTimeOffset?)value ?? default; break;
        }
    }

    public override void Finish(Note entity, RecordContext context)
    {
    }

    protected override void TakeOwn(ref Merge merge, Note stored, Note fresh)
    {
        stored.Text = merge.Take("text", stored.Text, fresh.Text);
        stored.Kind = merge.Take("kind", stored.Kind, fresh.Kind);
        stored.MeetingId = merge.Take("meetingId", stored.MeetingId, fresh.MeetingId);
        stored.Author = merge.Take("author", stored.Author, fresh.Author);
        stored.CreatedAt = merge.TakeDate("createdAt", stored.CreatedAt, fresh.CreatedAt);
    }

    public override void Inserting(Note entity, RecordContext context)
    {
        if (entity.CreatedAt == default)
            entity.CreatedAt = context.Now;
    }
}
