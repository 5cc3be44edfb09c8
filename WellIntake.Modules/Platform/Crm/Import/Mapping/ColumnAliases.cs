using System.Text.Json;
using WellIntake.Modules.Platform.Crm.Import.Values;

namespace WellIntake.Modules.Platform.Crm.Import.Mapping;

/// <summary>
/// The names that columns go by, from the table aliases.json beside this file. Names are compared by their letters and
/// digits alone, so that "E-mail Address" and "email_address" are one.
/// </summary>
internal sealed class ColumnAliases
{
    /// <summary>The id; not a field of any table.</summary>
    public const string Id = "id";

    private const string Resource = "WellIntake.Crm.aliases.json";

    private readonly Dictionary<CrmKind, Dictionary<string, Alias>> _byKind = [];

    private readonly record struct Alias(string Field, int Rank);

    /// <summary>The table that ships with the program.</summary>
    public static ColumnAliases Load()
    {
        using var stream = typeof(ColumnAliases).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The program was built without {Resource}.");
        return new ColumnAliases(JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string[]>>>(stream)!);
    }

    internal ColumnAliases(Dictionary<string, Dictionary<string, string[]>> table)
    {
        foreach (var (kind, fields) in table)
        {
            var names = _byKind[Enum.Parse<CrmKind>(kind, ignoreCase: true)] = new(StringComparer.Ordinal);
            foreach (var (field, aliases) in fields)
            {
                names.TryAdd(WordValue.Key(field), new Alias(field, -1));
                for (var i = 0; i < aliases.Length; i++)
                    names.TryAdd(WordValue.Key(aliases[i]), new Alias(field, i));
            }
        }
    }

    /// <summary>True when the column's name is one that some field goes by.</summary>
    public bool IsKnown(CrmKind kind, string column) => _byKind[kind].ContainsKey(WordValue.Key(column));

    /// <summary>For each field, its column: where several could be, the one whose alias stands first in the table.</summary>
    public Dictionary<string, string> Match(CrmKind kind, IReadOnlyList<string> columns)
    {
        var found = new Dictionary<string, (string Column, int Rank)>(StringComparer.Ordinal);
        foreach (var column in columns)
        {
            if (column.StartsWith('#') || !_byKind[kind].TryGetValue(WordValue.Key(column), out var alias))
                continue;
            if (!found.TryGetValue(alias.Field, out var best) || alias.Rank < best.Rank)
                found[alias.Field] = (column, alias.Rank);
        }

        return found.ToDictionary(f => f.Key, f => f.Value.Column, StringComparer.Ordinal);
    }
}
