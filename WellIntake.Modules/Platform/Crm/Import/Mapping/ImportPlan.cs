using System.IO.Enumeration;
using WellIntake.Modules.Platform.Crm.Import.Tables;
using WellIntake.Modules.Platform.Crm.Import.Values;

namespace WellIntake.Modules.Platform.Crm.Import.Mapping;

/// <summary>What a mapping file and column names come to, for the columns of one file.</summary>
internal sealed class ImportPlan
{
    private readonly CrmTable _table;
    private readonly MappingFile _mapping;
    private readonly IReadOnlyList<string> _columns;
    private readonly Dictionary<string, int> _positions = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<int> _used = [];
    private readonly List<string> _problems = [];
    private readonly List<PlannedField> _fields = [];

    private ImportPlan(CrmTable table, MappingFile mapping, IReadOnlyList<string> columns)
    {
        (_table, _mapping, _columns) = (table, mapping, columns);
        for (var i = 0; i < columns.Count; i++)
            _positions.TryAdd(columns[i], i);
        Id = null!;
    }

    /// <summary>In the order in which they are filled.</summary>
    public IReadOnlyList<PlannedField> Fields => _fields;

    public PlannedId Id { get; private set; }

    /// <summary>Fields that the file decides; the others of a stored record are left alone.</summary>
    public IReadOnlySet<string> Provided { get; private set; } = new HashSet<string>(StringComparer.Ordinal);

    public IReadOnlyList<string> UnknownColumns { get; private set; } = [];

    public IReadOnlyList<ImportedColumn> Columns => [.. _fields.Select(f => new ImportedColumn(f.ColumnName, f.Field.Name))];

    /// <exception cref="ImportMappingException">A column is missing, a field unknown, a required field unfilled.</exception>
    public static ImportPlan Make(CrmTable table, MappingFile mapping, ColumnAliases aliases, IReadOnlyList<string> columns)
    {
        var plan = new ImportPlan(table, mapping, columns);
        plan.Build(aliases);
        return plan._problems.Count == 0 ? plan : throw new ImportMappingException(plan._problems);
    }

    private void Build(ColumnAliases aliases)
    {
        if (_mapping.Kind is { } kind && kind != _table.Kind)
            _problems.Add($"the mapping file is for {Name(kind)}, not for {Name(_table.Kind)}");
        foreach (var name in _mapping.Fields.Keys.Where(n => _table.Find(n) is null))
            _problems.Add($"fields.{Quoted.Show(name)}: {Name(_table.Kind)} have no such field; they have {string.Join(", ", _table.Fields.Select(f => f.Name))}");

        var matched = _mapping.UseAliases ? aliases.Match(_table.Kind, _columns) : [];
        var handled = HandledColumns();
        foreach (var field in _table.Fields)
        {
            if (_mapping.Fields.TryGetValue(field.Name, out var rule))
            {
                if (rule is not null)
                    Add(field, rule, $"fields.{field.Name}");
            }
            else if (matched.TryGetValue(field.Name, out var column) && !handled.Contains(column))
            {
                Add(field, new FieldRule { Parts = [new ValuePart(column, null)] }, field.Name);
            }
            else if (field.Name == "name" && NameOfTwo(matched) is { } both)
            {
                Add(field, both, field.Name);
            }
        }

        foreach (var field in _table.Fields.Where(f => f.Required && _fields.TrueForAll(p => p.Field != f)))
            _problems.Add($"no column is known for {field.Name}, which all {Name(_table.Kind)} need; columns are {Listed(_columns)}");
        Id = PlanId(matched);
        Provided = _fields.Select(f => f.Field.Name).ToHashSet(StringComparer.Ordinal);
        UnknownColumns = [.. Enumerable.Range(0, _columns.Count).Where(i => !_used.Contains(i)).Select(i => _columns[i])];
    }

    /// <summary>Columns that the mapping speaks of are not matched by name a second time.</summary>
    private HashSet<string> HandledColumns() =>
        _mapping.Fields.Values
            .Where(r => r is not null)
            .SelectMany(r => r!.Parts.Select(p => p.Column).OfType<string>().Concat(r.Sum))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static FieldRule? NameOfTwo(Dictionary<string, string> matched) =>
        matched.TryGetValue("lastName", out var last)
            ? new FieldRule
            {
                Parts = matched.TryGetValue("firstName", out var first)
                    ? [new ValuePart(first, null), new ValuePart(null, " "), new ValuePart(last, null)]
                    : [new ValuePart(last, null)],
            }
            : null;

    private void Add(CrmField field, FieldRule rule, string path)
    {
        var parts = new List<BoundPart>();
        foreach (var part in rule.Parts)
            parts.Add(part.Column is null ? new BoundPart(-1, part.Words) : new BoundPart(Position(part.Column, path), null));
        var sum = rule.Sum.SelectMany(pattern => Positions(pattern, path)).Distinct().ToList();
        if (sum.Count > 0 && field.Type is not (FieldType.Money or FieldType.Amount or FieldType.Count))
            _problems.Add($"{path}: sum is for aum, production, amount and clientCount");
        var names = parts.Where(p => p.Column >= 0).Select(p => p.Column).Concat(sum).Where(i => i < _columns.Count).Select(i => _columns[i]).ToList();
        var shown = names.Count > 3 ? $"{names[0]} + {names.Count - 1} more" : string.Join(" + ", names);
        _fields.Add(new PlannedField(field, rule, parts, sum) { ColumnName = shown.Length > 0 ? Quoted.Show(shown) : "(constant)" });
    }

    private PlannedId PlanId(Dictionary<string, string> matched)
    {
        if (_mapping.Id is { } rule)
        {
            return rule.Column is not null
                ? new PlannedId(Position(rule.Column, "id"), [], [], rule.Prefix, rule.Column)
                : new PlannedId(-1, [.. rule.Hash.Select(c => Position(c, "id.hash"))], [], rule.Prefix, string.Join(" + ", rule.Hash));
        }

        if (matched.TryGetValue(ColumnAliases.Id, out var column))
            return new PlannedId(Position(column, "id"), [], [], "", column);
        foreach (var keys in _table.Keys)
        {
            var fields = keys.Select(k => _fields.Find(f => f.Field.Name == k)).OfType<PlannedField>().ToList();
            if (fields.Count == keys.Count)
                return new PlannedId(-1, [], fields, "h-", string.Join(" + ", fields.Select(f => f.ColumnName)));
        }

        return new PlannedId(-1, [], [], "", "");
    }

    private int Position(string column, string path)
    {
        if (_positions.TryGetValue(column, out var position))
        {
            _used.Add(position);
            return position;
        }

        // Spelled a little differently is still the same column.
        var key = WordValue.Key(column);
        for (var i = 0; i < _columns.Count; i++)
        {
            if (key.Length > 0 && WordValue.Key(_columns[i]) == key)
            {
                _used.Add(i);
                return i;
            }
        }

        _problems.Add($"{path}: the file has no column '{Quoted.Show(column)}'; columns are {Listed(_columns)}");
        return int.MaxValue;
    }

    private IEnumerable<int> Positions(string pattern, string path)
    {
        if (!pattern.Contains('*', StringComparison.Ordinal))
            return [Position(pattern, path)];
        var found = Enumerable.Range(0, _columns.Count).Where(i => FileSystemName.MatchesSimpleExpression(pattern, _columns[i])).ToList();
        if (found.Count == 0)
            _problems.Add($"{path}: no column fits '{Quoted.Show(pattern)}'");
        _used.UnionWith(found);
        return found;
    }

    private static string Name(CrmKind kind) => kind.ToString().ToLowerInvariant();

    private static string Listed(IReadOnlyList<string> columns)
    {
        var listed = string.Join(", ", columns.Take(12).Select(c => $"'{Quoted.Show(c)}'"));
        return columns.Count switch
        {
            0 => "none",
            > 12 => $"{listed} and {columns.Count - 12} more",
            _ => listed,
        };
    }
}
