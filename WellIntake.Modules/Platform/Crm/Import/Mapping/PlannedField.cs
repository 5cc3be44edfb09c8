using WellIntake.Modules.Platform.Crm.Import.Tables;

namespace WellIntake.Modules.Platform.Crm.Import.Mapping;

/// <summary>A piece of a value, bound to the file: a column's position, or words.</summary>
internal readonly record struct BoundPart(int Column, string? Words);

/// <summary>A field with the columns it is read from.</summary>
internal sealed record PlannedField(CrmField Field, FieldRule Rule, IReadOnlyList<BoundPart> Parts, IReadOnlyList<int> Sum)
{
    /// <summary>What refusals call it: the column, or the columns.</summary>
    public required string ColumnName { get; init; }
}

/// <summary>How ids are read.</summary>
/// <param name="Column">The column that holds them; -1 when they are hashed.</param>
/// <param name="Hash">Columns that are hashed; empty when key fields are.</param>
/// <param name="Keys">Fields that are hashed where no columns are.</param>
/// <param name="Prefix">Stands before the id.</param>
/// <param name="ColumnName">What refusals call it.</param>
internal sealed record PlannedId(int Column, IReadOnlyList<int> Hash, IReadOnlyList<PlannedField> Keys, string Prefix, string ColumnName);
