using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Crm.Import.Values;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Crm.Import.Tables;

/// <summary>Candidates.</summary>
internal sealed class CandidateTable() : CrmTable<Candidate>(
    CrmKind.Candidates,
    [
        new("name", FieldType.Text, 200) { Required = true, Personal = true },
        new("locator", FieldType.Locator, 20),
        new("title", FieldType.Text, 200),
        new("firm", FieldType.Text, 200),
        new("email", FieldType.Email, 254) { Personal = true },
        new("phone", FieldType.Text, 60) { Personal = true },
        new("profileUrl", FieldType.Text, 500) { Personal = true },
        .. SharedFields.Place,
        new("mobility", FieldType.Text),
        new("aum", FieldType.Money),
        new("growth", FieldType.Text),
        new("production", FieldType.Money),
        new("ranking", FieldType.Text),
        new("clientCount", FieldType.Count, 60),
        new("licences", FieldType.Text),
        new("team", FieldType.Text),
        new("yearsExperience", FieldType.Count, 60),
        new("education", FieldType.Text),
        new("specialty", FieldType.Text),
        new("availability", FieldType.Text),
        new("compensation", FieldType.Text),
        new("summary", FieldType.Text, 20_000) { Personal = true },
        new("audience", FieldType.Audience, 60),
        SharedFields.Owner,
        new("inVault", FieldType.YesNo, 20),
        new("publishedAt", FieldType.Date, 64),
        SharedFields.ModifiedAt,
    ],
    [["email"], ["name", "firm", "city"], ["name", "firm"], ["name"]])
{
    public override Candidate Create(string id, RecordContext context) =>
        new() { Id = id, Locator = "", Name = "", Audience = "", Source = context.Source };

    public override string IdOf(Candidate entity) => entity.Id;

    public override DbSet<Candidate> Set(WellIntakeDbContext db) => db.Candidates;

    public override Expression<Func<Candidate, bool>> HasId(IReadOnlyList<string> ids) => c => ids.Contains(c.Id);

    protected override void FillOwn(Candidate entity, CrmField field, object? value)
    {
        switch (field.Name)
        {
            case "name": entity.Name = (string)value!; break;
            case "locator": entity.Locator = (string?)value ?? ""; break;
            case "title": entity.Title = (string?)value; break;
            case "firm": entity.Firm = (string?)value; break;
            case "email": entity.Email = (string?)value; break;
            case "phone": entity.Phone = (string?)value; break;
            case "profileUrl": entity.ProfileUrl = (string?)value; break;
            case "mobility": entity.Mobility = (string?)value; break;
            case "aum": (entity.AumText, entity.Aum) = value is MoneyValue aum ? (aum.Text, aum.Amount) : (null, null); break;
            case "growth": entity.GrowthText = (string?)value; break;
            case "production": (entity.ProductionText, entity.Production) = value is MoneyValue made ? (made.Text, made.Amount) : (null, null); break;
            case "ranking": entity.RankingText = (string?)value; break;
            case "clientCount": entity.ClientCount = (int?)value; break;
            case "licences": entity.LicencesText = (string?)value; break;
            case "team": entity.TeamText = (string?)value; break;
            case "yearsExperience": entity.YearsExperience = (int?)value; break;
            case "education": entity.EducationText = (string?)value; break;
            case "specialty": entity.SpecialtyText = (string?)value; break;
            case "availability": entity.AvailabilityText = (string?)value; break;
            case "compensation": entity.CompensationText = (string?)value; break;
            case "summary": entity.Summary = (string?)value; break;
            case "audience": entity.Audience = (string?)value ?? ""; break;
            case "inVault": entity.InVault = (bool?)value ?? false; break;
            case "publishedAt": entity.PublishedAt = (DateTimeOffset?)value ?? default; break;
        }
    }

    public override void Finish(Candidate entity, RecordContext context)
    {
        if (entity.Audience.Length == 0)
            entity.Audience = AudienceByTitle.For(entity.Title);
    }

    protected override void TakeOwn(ref Merge merge, Candidate stored, Candidate fresh)
    {
        stored.Name = merge.Take("name", stored.Name, fresh.Name);
        // The reference stays: people have written it down.
        stored.Title = merge.Take("title", stored.Title, fresh.Title);
        stored.Firm = merge.Take("firm", stored.Firm, fresh.Firm);
        stored.Email = merge.Take("email", stored.Email, fresh.Email);
        stored.Phone = merge.Take("phone", stored.Phone, fresh.Phone);
        stored.ProfileUrl = merge.Take("profileUrl", stored.ProfileUrl, fresh.ProfileUrl);
        stored.Mobility = merge.Take("mobility", stored.Mobility, fresh.Mobility);
        stored.AumText = merge.Take("aum", stored.AumText, fresh.AumText);
        stored.Aum = merge.Take("aum", stored.Aum, fresh.Aum);
        stored.GrowthText = merge.Take("growth", stored.GrowthText, fresh.GrowthText);
        stored.ProductionText = merge.Take("production", stored.ProductionText, fresh.ProductionText);
        stored.Production = merge.Take("production", stored.Production, fresh.Production);
        stored.RankingText = merge.Take("ranking", stored.RankingText, fresh.RankingText);
        stored.ClientCount = merge.Take("clientCount", stored.ClientCount, fresh.ClientCount);
        stored.LicencesText = merge.Take("licences", stored.LicencesText, fresh.LicencesText);
        stored.TeamText = merge.Take("team", stored.TeamText, fresh.TeamText);
        stored.YearsExperience = merge.Take("yearsExperience", stored.YearsExperience, fresh.YearsExperience);
        stored.EducationText = merge.Take("education", stored.EducationText, fresh.EducationText);
        stored.SpecialtyText = merge.Take("specialty", stored.SpecialtyText, fresh.SpecialtyText);
        stored.AvailabilityText = merge.Take("availability", stored.AvailabilityText, fresh.AvailabilityText);
        stored.CompensationText = merge.Take("compensation", stored.CompensationText, fresh.CompensationText);
        stored.Summary = merge.Take("summary", stored.Summary, fresh.Summary);
        stored.Audience = merge.Take("audience", stored.Audience, fresh.Audience);
        stored.InVault = merge.Take("inVault", stored.InVault, fresh.InVault);
        stored.PublishedAt = merge.TakeDate("publishedAt", stored.PublishedAt, fresh.PublishedAt);
    }

    public override Task<IReadOnlyList<TakenLocator<Candidate>>> PrepareAsync(WellIntakeDbContext db, IReadOnlyList<Candidate> inserted, CancellationToken ct) =>
        LocatorAssigner.AssignAsync(db, inserted, ct);

    public override void Inserting(Candidate entity, RecordContext context)
    {
        if (entity.PublishedAt == default)
            entity.PublishedAt = entity.ModifiedAt == default ? context.Now : entity.ModifiedAt;
        if (entity.ModifiedAt == default)
            entity.ModifiedAt = context.Now;
    }
}
