using NodaTime;
using WellIntake.Modules.Platform.Crm.Import.Values;

namespace WellIntake.Modules.Platform.Crm.Import.Mapping;

/// <summary>How the columns of one source become fields. Written by people as JSON; see docs/import.md.</summary>
internal sealed record MappingFile
{
    /// <summary>Nothing mapped by hand: column names decide.</summary>
    public static readonly MappingFile None = new();

    public CrmKind? Kind { get; init; }
    public DateTimeZone Zone { get; init; } = DateTimeZone.Utc;
    public char? Delimiter { get; init; }
    public bool? DecimalComma { get; init; }
    public DateOrder? DateOrder { get; init; }
    public bool UseAliases { get; init; } = true;
    public bool AcceptShortRows { get; init; }
    public IdRule? Id { get; init; }

    /// <summary>By field; null says that nothing fills it, whatever the columns are called.</summary>
    public IReadOnlyDictionary<string, FieldRule?> Fields { get; init; } = new Dictionary<string, FieldRule?>(StringComparer.Ordinal);
}

/// <summary>Where ids come from.</summary>
/// <param name="Column">The column that holds them; null when they are hashed.</param>
/// <param name="Hash">Columns that a stable id is hashed of.</param>
/// <param name="Prefix">Stands before the id, so that two sources cannot meet.</param>
internal sealed record IdRule(string? Column, IReadOnlyList<string> Hash, string Prefix);

/// <summary>What to do with a value that cannot be read.</summary>
internal enum OnInvalid
{
    Refuse,
    Empty,
    Default,
}

/// <summary>A piece of a value: what a column holds, or words that stand there always.</summary>
internal readonly record struct ValuePart(string? Column, string? Words);

/// <summary>How one field is filled.</summary>
internal sealed record FieldRule
{
    /// <summary>Put together in this order. Empty when <see cref="Sum"/> or <see cref="Constant"/> says it.</summary>
    public IReadOnlyList<ValuePart> Parts { get; init; } = [];
    /// <summary>Columns whose numbers are added; <c>*</c> stands for anything.</summary>
    public IReadOnlyList<string> Sum { get; init; } = [];
    public string? Constant { get; init; }
    public string? Default { get; init; }
    /// <summary>What the source says → what is meant; compared without case.</summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }
    public IReadOnlyList<string> Formats { get; init; } = [];
    public DateOrder? Order { get; init; }
    public DateTimeZone? Zone { get; init; }
    /// <summary>A nought says that the source does not know.</summary>
    public bool ZeroIsEmpty { get; init; }
    /// <summary>Words that the source writes in capitals are written as names.</summary>
    public bool TitleCase { get; init; }
    public OnInvalid OnInvalid { get; init; }
}
