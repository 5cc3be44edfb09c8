using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising;

/// <summary>What a rendering says, without the escapes of its format, so that none of them can hide a name.</summary>
internal static partial class RenderedText
{
    /// <summary>Of card, html, markdown or text.</summary>
    public static string Of(string rendered, string format) => format switch
    {
        "card" => OfCard(rendered),
        "html" => WebUtility.HtmlDecode(Tag().Replace(rendered, "\n")),
        "markdown" => rendered.Replace("\\", "", StringComparison.Ordinal),
        _ => rendered,
    };

    private static string OfCard(string json)
    {
        using var document = JsonDocument.Parse(json);
        var text = new StringBuilder(json.Length);
        Add(document.RootElement, text);
        return text.ToString();
    }

    // What the buttons send back is what the asker typed into the form.
    private static void Add(JsonElement element, StringBuilder text)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject().Where(p => p.Name != "data"))
                    Add(property.Value, text);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Add(item, text);
                break;
            case JsonValueKind.String:
                text.Append(element.GetString()).Append('\n');
                break;
        }
    }

    [GeneratedRegex("<[^>]*>", RegexOptions.CultureInvariant, Patterns.TimeoutMs)]
    private static partial Regex Tag();
}
