using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NodaTime;
using WellIntake.Modules.Platform.Crm.Import;
using WellIntake.Modules.Platform.Crm.Import.Mapping;
using WellIntake.Modules.Platform.Crm.Import.Rows;
using WellIntake.Modules.Platform.Crm.Import.Tables;

namespace WellIntake.Modules.Platform.Crm.Zoho.Mapping;

/// <summary>What is asked of one module, and how its records become rows that the import's readers take.</summary>
internal sealed class ZohoPlan
{
    /// <summary>Field names in a request; "Get Records", parameter <c>fields</c>.</summary>
    public const int MaxFields = 50;
    /// <summary>What changes are found by.</summary>
    public const string ModifiedTime = "Modified_Time";

    private static readonly ColumnAliases NoAliases = new(new Dictionary<string, Dictionary<string, string[]>>(StringComparer.Ordinal));

    private readonly List<ZohoColumn> _columns = [new("id", null)];
    private readonly MappingFile _mapping;

    private ZohoPlan(CrmTable table, string module, MappingFile mapping, IEnumerable<ZohoColumn> columns)
    {
        (Kind, Module, _mapping) = (table.Kind, module, mapping);
        _columns.AddRange(columns.Distinct());
        Fields = [.. _columns.Select(c => c.Field).Append(ModifiedTime).Distinct(StringComparer.Ordinal).Where(f => f != "id")];
        Import = ImportPlan.Make(table, mapping, NoAliases, [.. _columns.Select(c => c.Name)]);
        Fingerprint = Hash(module, mapping);
    }

    public CrmKind Kind { get; }

    /// <summary>The module's API name.</summary>
    public string Module { get; }

    /// <summary>The API names to ask for.</summary>
    public IReadOnlyList<string> Fields { get; }

    public ImportPlan Import { get; }

    /// <summary>Another one after a change of module or mapping.</summary>
    public string Fingerprint { get; }

    public FieldReader CreateReader() => new(_mapping, new DateOrders(), relativeTo: null);

    /// <summary>A record as a row; broken when its texts cannot be stored.</summary>
    public SourceRow Row(JsonElement record)
    {
        try
        {
            var cells = new string?[_columns.Count];
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = _columns[i].Read(record);
                if (cells[i]?.Contains('\0', StringComparison.Ordinal) == true)
                    return new SourceRow(0, 0, [], "a value holds a NUL character");
            }

            return new SourceRow(0, 0, cells);
        }
        catch (InvalidOperationException)
        {
            return new SourceRow(0, 0, [], "a value holds half of a character");
        }
    }

    /// <summary>Null when the options cannot work; then each reason is among <paramref name="problems"/>, beginning with its setting.</summary>
    public static ZohoPlan? Make(CrmTable table, ZohoModuleOptions options, List<string> problems)
    {
        var before = problems.Count;
        var path = $"Modules:{table.Kind}";
        var module = string.IsNullOrWhiteSpace(options.Module) ? ZohoDefaults.Module(table.Kind) : options.Module.Trim();
        if (ZohoColumn.Parse(module) is not { Part: null })
            problems.Add($"{path}:Module: '{Quoted.Show(module)}' is no API name of a module");
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(options.TimeZone) is not { } zone)
        {
            problems.Add($"{path}:TimeZone: '{Quoted.Show(options.TimeZone)}' is no time zone such as America/New_York");
            zone = DateTimeZone.Utc;
        }

        var sources = new Dictionary<string, string>(ZohoDefaults.Fields(table.Kind), StringComparer.OrdinalIgnoreCase);
        foreach (var (field, source) in options.Fields)
            sources[field] = source;
        var columns = new List<ZohoColumn>();
        var rules = new Dictionary<string, FieldRule?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (field, source) in sources.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            if (table.Find(field) is not { } known)
                problems.Add($"{path}:Fields:{Quoted.Show(field)}: {Name(table)} have no such field; they have {string.Join(", ", table.Fields.Select(f => f.Name))}");
            else if (!string.IsNullOrWhiteSpace(source))
                rules[known.Name] = Rule($"{path}:Fields:{known.Name}", source, Values(options, known.Name), columns, problems);
            else if (known.Required)
                problems.Add($"{path}:Fields:{known.Name}: all {Name(table)} need it");
        }

        foreach (var field in options.Values.Keys.Where(f => !rules.ContainsKey(f)))
            problems.Add($"{path}:Values:{Quoted.Show(field)}: nothing fills such a field");
        if (columns.Select(c => c.Field).Append(ModifiedTime).Distinct(StringComparer.Ordinal).Count() > MaxFields)
            problems.Add($"{path}:Fields: Zoho gives {MaxFields} fields at most");
        if (problems.Count > before)
            return null;
        return new ZohoPlan(table, module, new MappingFile { Zone = zone, UseAliases = false, Id = new IdRule("id", [], ""), Fields = rules }, columns);
    }

    private static FieldRule Rule(string path, string source, IReadOnlyDictionary<string, string>? values, List<ZohoColumn> columns, List<string> problems)
    {
        var parts = new List<ValuePart>();
        foreach (var text in source.Split('+', StringSplitOptions.TrimEntries))
        {
            if (ZohoColumn.Parse(text) is { } column)
            {
                columns.Add(column);
                if (parts.Count > 0)
                    parts.Add(new ValuePart(null, " "));
                parts.Add(new ValuePart(column.Name, null));
            }
            else
            {
                problems.Add($"{path}: '{Quoted.Show(text)}' is no API name of a field, such as Mailing_City or Owner.email");
            }
        }

        return new FieldRule { Parts = parts, Values = values };
    }

    private static Dictionary<string, string>? Values(ZohoModuleOptions options, string field) =>
        options.Values.TryGetValue(field, out var values) ? new(values, StringComparer.OrdinalIgnoreCase) : null;

    private static string Name(CrmTable table) => table.Kind.ToString().ToLowerInvariant();

    private static string Hash(string module, MappingFile mapping)
    {
        var text = new StringBuilder(module).Append('\n').Append(mapping.Zone.Id);
        foreach (var (field, rule) in mapping.Fields)
        {
            text.Append('\n').Append(field);
            foreach (var part in rule!.Parts)
                text.Append('\t').Append(part.Column ?? part.Words);
            foreach (var (said, meant) in (rule.Values ?? new Dictionary<string, string>(StringComparer.Ordinal)).OrderBy(v => v.Key, StringComparer.Ordinal))
                text.Append('\u001F').Append(said).Append('=').Append(meant);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 12));
    }
}
