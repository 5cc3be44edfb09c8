namespace WellIntake.Modules.Platform.Crm.Import.Tables;

/// <summary>How a field's text is read.</summary>
internal enum FieldType
{
    Text,
    Money,
    Amount,
    Count,
    Minutes,
    YesNo,
    Date,
    Email,
    Stage,
    Audience,
    NoteKind,
    Locator,
    Place,
}

/// <summary>A field that a file may fill, apart from its id.</summary>
/// <param name="Name">Its name in mapping files and reports.</param>
/// <param name="Type">How its text is read.</param>
/// <param name="MaxLength">Characters at most; longer refuses the row, since cutting would lose what was said.</param>
internal sealed record CrmField(string Name, FieldType Type, int MaxLength = 400)
{
    /// <summary>A row without it is refused.</summary>
    public bool Required { get; init; }

    /// <summary>Its values never appear in reports.</summary>
    public bool Personal { get; init; }

    /// <summary>Position in the table's <see cref="CrmTable.Fields"/>.</summary>
    public int Index { get; set; }
}

/// <summary>The fields of one kind of record.</summary>
internal abstract class CrmTable
{
    public const int MaxIdLength = 100;

    protected CrmTable(CrmKind kind, IReadOnlyList<CrmField> fields, IReadOnlyList<IReadOnlyList<string>> keys)
    {
        Kind = kind;
        Fields = fields;
        Keys = keys;
        for (var i = 0; i < fields.Count; i++)
            fields[i].Index = i;
    }

    public CrmKind Kind { get; }

    public IReadOnlyList<CrmField> Fields { get; }

    /// <summary>Fields that an id is made of where the source has none: the first set of which every field is there.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Keys { get; }

    public CrmField? Find(string name)
    {
        foreach (var field in Fields)
        {
            if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return field;
        }

        return null;
    }
}
