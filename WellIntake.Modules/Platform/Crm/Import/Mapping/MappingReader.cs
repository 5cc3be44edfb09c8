using System.Globalization;
using System.Text.Json;
using NodaTime;
using WellIntake.Modules.Platform.Crm.Import.Values;

namespace WellIntake.Modules.Platform.Crm.Import.Mapping;

/// <summary>Reads a mapping file and lists everything that is wrong with it, not only the first.</summary>
internal sealed class MappingReader
{
    private const int MaxLength = 1_000_000;

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private readonly List<string> _problems = [];

    /// <exception cref="ImportMappingException">It cannot be used; every reason is named.</exception>
    public static MappingFile Read(string json)
    {
        if (json.Length > MaxLength)
            throw new ImportMappingException(["the mapping file is longer than a million characters"]);
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            var reader = new MappingReader();
            var file = reader.ReadFile(document.RootElement);
            return reader._problems.Count == 0 ? file : throw new ImportMappingException(reader._problems);
        }
        catch (JsonException e)
        {
            var line = (e.LineNumber + 1)?.ToString(CultureInfo.InvariantCulture) ?? "?";
            throw new ImportMappingException([$"the mapping file is no valid JSON (line {line})"]);
        }
    }

    private MappingFile ReadFile(JsonElement root)
    {
        var file = new MappingFile();
        if (root.ValueKind != JsonValueKind.Object)
        {
            _problems.Add("the mapping file must be a JSON object");
            return file;
        }

        foreach (var property in root.EnumerateObject())
        {
            var (name, value) = (property.Name, property.Value);
            file = name switch
            {
                "kind" => file with { Kind = Choice<CrmKind>(name, value) },
                "timeZone" => file with { Zone = Zone(name, value) ?? file.Zone },
                "delimiter" => file with { Delimiter = Delimiter(value) },
                "decimal" => file with { DecimalComma = Text(name, value) switch { "," => true, "." => false, _ => Wrong<bool?>(name, "must be \",\" or \".\"") } },
                "dateOrder" => file with { DateOrder = Order(name, value) },
                "useAliases" => file with { UseAliases = Flag(name, value) },
                "acceptShortRows" => file with { AcceptShortRows = Flag(name, value) },
                "id" => file with { Id = Id(value) },
                "fields" => file with { Fields = Fields(value) },
                "$schema" or "description" => file,
                _ => Wrong(name, "is not known; known are kind, timeZone, delimiter, decimal, dateOrder, useAliases, acceptShortRows, id, fields, description", file),
            };
        }

        return file;
    }

    private Dictionary<string, FieldRule?> Fields(JsonElement value)
    {
        var fields = new Dictionary<string, FieldRule?>(StringComparer.OrdinalIgnoreCase);
        if (value.ValueKind != JsonValueKind.Object)
            return Wrong("fields", "must be an object of field names", fields);
        foreach (var property in value.EnumerateObject())
            fields[property.Name] = Rule($"fields.{property.Name}", property.Value);
        return fields;
    }

    private FieldRule? Rule(string path, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => new FieldRule { Parts = [new ValuePart(value.GetString(), null)] },
        JsonValueKind.Array => new FieldRule { Parts = Parts(path, value) },
        JsonValueKind.Object => ObjectRule(path, value),
        _ => Wrong<FieldRule?>(path, "must be a column's name, a list, an object or null"),
    };

    private FieldRule ObjectRule(string path, JsonElement value)
    {
        var rule = new FieldRule();
        var sources = 0;
        foreach (var property in value.EnumerateObject())
        {
            var at = $"{path}.{property.Name}";
            var inner = property.Value;
            sources += property.Name is "column" or "concat" or "sum" or "constant" ? 1 : 0;
            rule = property.Name switch
            {
                "column" => rule with { Parts = [new ValuePart(Text(at, inner), null)] },
                "concat" => rule with { Parts = Parts(at, inner) },
                "sum" => rule with { Sum = Texts(at, inner) },
                "constant" => rule with { Constant = Text(at, inner) },
                "default" => rule with { Default = Text(at, inner) },
                "values" => rule with { Values = Values(at, inner) },
                "formats" => rule with { Formats = Texts(at, inner) },
                "order" => rule with { Order = Order(at, inner) },
                "timeZone" => rule with { Zone = Zone(at, inner) },
                "zeroIsEmpty" => rule with { ZeroIsEmpty = Flag(at, inner) },
                "titleCase" => rule with { TitleCase = Flag(at, inner) },
                "onInvalid" => rule with { OnInvalid = Choice<OnInvalid>(at, inner) ?? OnInvalid.Refuse },
                _ => Wrong(at, "is not known; known are column, concat, sum, constant, default, values, formats, order, timeZone, zeroIsEmpty, titleCase, onInvalid", rule),
            };
        }

        if (sources > 1)
            _problems.Add($"{path} has more than one of column, concat, sum and constant");
        if (sources == 0 && rule.Default is null)
            _problems.Add($"{path} has none of column, concat, sum and constant");
        if (rule.OnInvalid == OnInvalid.Default && rule.Default is null)
            _problems.Add($"{path}.onInvalid says default, but there is no default");
        return rule;
    }

    private List<ValuePart> Parts(string path, JsonElement value)
    {
        var parts = new List<ValuePart>();
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
            return Wrong(path, "must be a list with at least one part", parts);
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("text", out var words))
                parts.Add(new ValuePart(null, Text(path, words)));
            else if (Text(path, item) is { } text)
                // Blanks and punctuation between two columns are words; a column's name has a letter or digit.
                parts.Add(text.Any(char.IsLetterOrDigit) ? new ValuePart(text, null) : new ValuePart(null, text));
        }

        return parts;
    }

    private IdRule? Id(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
            return new IdRule(value.GetString(), [], "");
        if (value.ValueKind != JsonValueKind.Object)
            return Wrong<IdRule?>("id", "must be a column's name or an object");
        var rule = new IdRule(null, [], "");
        foreach (var property in value.EnumerateObject())
        {
            rule = property.Name switch
            {
                "column" => rule with { Column = Text("id.column", property.Value) },
                "hash" => rule with { Hash = Texts("id.hash", property.Value) },
                "prefix" => rule with { Prefix = Text("id.prefix", property.Value) ?? "" },
                _ => Wrong($"id.{property.Name}", "is not known; known are column, hash, prefix", rule),
            };
        }

        if (rule.Column is null == (rule.Hash.Count == 0))
            _problems.Add("id needs either column or hash");
        if (rule.Prefix.Length > 20)
            _problems.Add("id.prefix is longer than 20 characters");
        return rule;
    }

    private Dictionary<string, string>? Values(string path, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return Wrong<Dictionary<string, string>?>(path, "must be an object: what the source says → what is meant");
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in value.EnumerateObject())
            values[property.Name.Trim()] = Text($"{path}.{property.Name}", property.Value) ?? "";
        return values;
    }

    private char? Delimiter(JsonElement value) => Text("delimiter", value) switch
    {
        "tab" or "\t" => '\t',
        [var c] when !char.IsLetterOrDigit(c) && c is not ('"' or '\r' or '\n') => c,
        _ => Wrong<char?>("delimiter", "must be one character such as \";\", or \"tab\""),
    };

    private DateOrder? Order(string path, JsonElement value) => Text(path, value)?.ToUpperInvariant() switch
    {
        "MDY" => DateOrder.MonthFirst,
        "DMY" => DateOrder.DayFirst,
        _ => Wrong<DateOrder?>(path, "must be \"mdy\" or \"dmy\""),
    };

    private DateTimeZone? Zone(string path, JsonElement value) =>
        Text(path, value) is { } id && DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is { } zone
            ? zone
            : Wrong<DateTimeZone?>(path, "must be the name of a time zone such as \"America/New_York\"");

    private TChoice? Choice<TChoice>(string path, JsonElement value)
        where TChoice : struct, Enum =>
        Text(path, value) is { Length: > 0 } text && char.IsLetter(text[0]) && Enum.TryParse<TChoice>(text, ignoreCase: true, out var choice)
            ? choice
            : Wrong<TChoice?>(path, $"must be one of {string.Join(", ", Enum.GetNames<TChoice>()).ToLowerInvariant()}");

    private bool Flag(string path, JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : Wrong(path, "must be true or false", false);

    private string? Text(string path, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => Wrong<string?>(path, "must be a text"),
    };

    private List<string> Texts(string path, JsonElement value)
    {
        var texts = new List<string>();
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
            return Wrong(path, "must be a list of texts", texts);
        foreach (var item in value.EnumerateArray())
        {
            if (Text(path, item) is { } text)
                texts.Add(text);
        }

        return texts;
    }

    private TResult? Wrong<TResult>(string path, string problem) => Wrong<TResult?>(path, problem, default);

    private TResult Wrong<TResult>(string path, string problem, TResult result)
    {
        _problems.Add($"{Quoted.Show(path)} {problem}");
        return result;
    }
}
