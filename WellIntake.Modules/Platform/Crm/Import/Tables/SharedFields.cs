using WellIntake.Modules.Platform.Crm.Import.Values;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Crm.Import.Tables;

/// <summary>
/// Fields that several kinds of record have: what they are called, how they are filled, and how a file changes them.
/// Each table gets fields of its own, as a field knows its position.
/// </summary>
internal static class SharedFields
{
    public static CrmField Owner => new("owner", FieldType.Email, 254) { Personal = true };

    public static CrmField CandidateId => new("candidateId", FieldType.Text, CrmTable.MaxIdLength);

    public static CrmField ModifiedAt => new("modifiedAt", FieldType.Date, 64);

    /// <summary>A place in one cell or in two; the cells of their own win.</summary>
    public static IReadOnlyList<CrmField> Place =>
        [new("location", FieldType.Place, 200), new("city", FieldType.Text, 100), new("state", FieldType.Text, 100)];

    /// <summary>Puts a value into the entity. False when the field is the table's own.</summary>
    public static bool Fill(object entity, CrmField field, object? value)
    {
        switch (field.Name, entity)
        {
            case ("owner", IOwned owned):
                owned.Owner = (string?)value;
                return true;
            case ("candidateId", IAboutCandidate about):
                about.CandidateId = (string?)value;
                return true;
            case ("modifiedAt", IModified modified):
                modified.ModifiedAt = (DateTimeOffset?)value ?? default;
                return true;
            case ("location", IPlaced placed):
                if (value is Place place)
                    (placed.City, placed.State) = (place.City, place.State ?? placed.State);
                return true;
            case ("city", IPlaced placed):
                placed.City = (string?)value ?? placed.City;
                return true;
            case ("state", IPlaced placed):
                placed.State = (string?)value ?? placed.State;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Takes over what the file decides.</summary>
    public static void Take(ref Merge merge, object stored, object fresh)
    {
        if (stored is IOwned owned)
            owned.Owner = merge.Take("owner", owned.Owner, ((IOwned)fresh).Owner);
        if (stored is IAboutCandidate about)
            about.CandidateId = merge.Take("candidateId", about.CandidateId, ((IAboutCandidate)fresh).CandidateId);
        if (stored is IModified modified)
            modified.ModifiedAt = merge.TakeDate("modifiedAt", modified.ModifiedAt, ((IModified)fresh).ModifiedAt);
        if (stored is IPlaced placed)
        {
            var place = (IPlaced)fresh;
            var inOneCell = merge.Provides("location");
            placed.City = merge.Take(inOneCell ? "location" : "city", placed.City, place.City);
            placed.State = merge.Take(inOneCell ? "location" : "state", placed.State, place.State);
        }
    }
}
