using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace WellIntake.Modules.Platform.Crm.Zoho.Mapping;

/// <summary>A field of Zoho's, or a part of one that is a lookup.</summary>
/// <param name="Field">Its API name.</param>
/// <param name="Part">The lookup's part; null: its name.</param>
internal sealed partial record ZohoColumn(string Field, string? Part)
{
    /// <summary>Null when it is no API name.</summary>
    public static ZohoColumn? Parse(string text)
    {
        if (!Form().IsMatch(text))
            return null;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? new ZohoColumn(text, null) : new ZohoColumn(text[..dot], text[(dot + 1)..]);
    }

    /// <summary>As it is written in settings.</summary>
    public string Name => Part is null ? Field : $"{Field}.{Part}";

    /// <summary>
    /// What the record says, as text: lookups give their part, lists their items joined by commas. Null when it says
    /// nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">The text holds half of a character.</exception>
    public string? Read(JsonElement record) => record.TryGetProperty(Field, out var value) ? Text(value, Part ?? "name") : null;

    private static string? Text(JsonElement value, string part)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return value.GetString();
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                return value.GetRawText();
            case JsonValueKind.Object:
                return value.TryGetProperty(part, out var inner) && inner.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array) ? Text(inner, part) : null;
            case JsonValueKind.Array:
                var joined = new StringBuilder();
                foreach (var item in value.EnumerateArray())
                {
                    if (item.ValueKind != JsonValueKind.Array && Text(item, part) is { Length: > 0 } text)
                        joined.Append(joined.Length > 0 ? ", " : "").Append(text);
                }

                return joined.ToString();
            default:
                return null;
        }
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]{0,99}(\.[A-Za-z][A-Za-z0-9_]{0,99})?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Form();
}
