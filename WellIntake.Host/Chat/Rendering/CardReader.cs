using System.Text.Json;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Host.Chat.Rendering;

/// <summary>Stands for an element or action that the page cannot draw.</summary>
/// <param name="Fallback">What the card says instead; null for a quiet note, empty for nothing.</param>
internal sealed record NotShownElement(string? Fallback) : CardElement;

/// <summary>Stands for an action that the page does not know.</summary>
internal sealed record NotShownAction : CardAction;

/// <summary>
/// Reads a card that need not be one of ours: what is unknown or broken becomes <see cref="NotShownElement"/>, the rest
/// stays. Never throws for what stands in the card.
/// </summary>
internal static class CardReader
{
    private const int MaxDepth = 24;

    /// <summary>The card as typed elements. A value that is no object is an empty card.</summary>
    public static AdaptiveCard Read(JsonElement card) => new()
    {
        Body = Elements(card, "body", 0),
        Actions = Actions(card, "actions"),
        Speak = Text(card, "speak"),
    };

    /// <summary>All visible inputs, in the order in which they are drawn.</summary>
    public static IReadOnlyList<CardInput> Inputs(AdaptiveCard card) => [.. Visible(card.Body).OfType<CardInput>()];

    /// <summary>All visible actions, in the order in which they are drawn: a button's number is its place here.</summary>
    public static IReadOnlyList<CardAction> Actions(AdaptiveCard card) =>
        [.. Visible(card.Body).OfType<ActionSet>().SelectMany(set => set.Actions), .. card.Actions ?? []];

    private static IEnumerable<CardElement> Visible(IEnumerable<CardElement> elements)
    {
        foreach (var element in elements.Where(e => e.IsVisible != false))
        {
            yield return element;
            var inner = element switch
            {
                Container container => container.Items,
                ColumnSet set => set.Columns.SelectMany(column => column.Items),
                _ => [],
            };
            foreach (var child in Visible(inner))
                yield return child;
        }
    }

    private static List<CardElement> Elements(JsonElement parent, string property, int depth) =>
        [.. Items(parent, property).Select(item => Element(item, depth))];

    private static CardElement Element(JsonElement json, int depth)
    {
        if (depth > MaxDepth)
            return new NotShownElement(null);

        try
        {
            CardElement? element = Text(json, "type") switch
            {
                "TextBlock" => json.Deserialize(CardJson.Default.TextBlock),
                "RichTextBlock" => new RichTextBlock { Inlines = [.. Items(json, "inlines").Select(Run).OfType<TextRun>()] },
                "FactSet" => json.Deserialize(CardJson.Default.FactSet),
                "Container" => new Container { Items = Elements(json, "items", depth + 1), Style = Text(json, "style") },
                "ColumnSet" => new ColumnSet { Columns = [.. Items(json, "columns").Select(column => Column(column, depth + 1))] },
                "ActionSet" => new ActionSet { Actions = Actions(json, "actions") },
                "Input.Text" => json.Deserialize(CardJson.Default.TextInput),
                "Input.Number" => json.Deserialize(CardJson.Default.NumberInput),
                "Input.Date" => json.Deserialize(CardJson.Default.DateInput),
                "Input.Toggle" => json.Deserialize(CardJson.Default.ToggleInput),
                "Input.ChoiceSet" => json.Deserialize(CardJson.Default.ChoiceSetInput),
                _ => Unknown(json, depth),
            };
            return element switch
            {
                null => new NotShownElement(null),
                Container or ColumnSet or ActionSet or RichTextBlock => element with
                {
                    Id = Text(json, "id"),
                    Spacing = Text(json, "spacing"),
                    Separator = Flag(json, "separator"),
                    IsVisible = Flag(json, "isVisible"),
                },
                _ => element,
            };
        }
        catch (JsonException)
        {
            return new NotShownElement(null);
        }
    }

    private static CardElement Unknown(JsonElement json, int depth)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("fallback", out var fallback))
            return new NotShownElement(Text(json, "fallbackText"));
        if (fallback.ValueKind == JsonValueKind.Object)
            return Element(fallback, depth + 1);
        return new NotShownElement(fallback.ValueKind == JsonValueKind.String ? string.Empty : null);
    }

    private static TextRun? Run(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String)
            return new TextRun { Text = json.GetString()! };
        try
        {
            return json.Deserialize(CardJson.Default.TextRun);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Column Column(JsonElement json, int depth) => new()
    {
        Width = Width(json),
        Items = Elements(json, "items", depth),
    };

    private static string Width(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("width", out var width))
            return "stretch";
        return width.ValueKind switch
        {
            JsonValueKind.String => width.GetString()!,
            JsonValueKind.Number => width.GetRawText(),
            _ => "auto",
        };
    }

    private static List<CardAction> Actions(JsonElement parent, string property) => [.. Items(parent, property).Select(Action)];

    private static CardAction Action(JsonElement json)
    {
        try
        {
            return Text(json, "type") switch
            {
                "Action.Execute" => json.Deserialize(CardJson.Default.ExecuteAction),
                "Action.Submit" => json.Deserialize(CardJson.Default.SubmitAction),
                "Action.OpenUrl" => json.Deserialize(CardJson.Default.OpenUrlAction),
                _ => (CardAction?)null,
            } ?? new NotShownAction { Title = Text(json, "title") ?? string.Empty };
        }
        catch (JsonException)
        {
            return new NotShownAction { Title = string.Empty };
        }
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement parent, string property) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(property, out var items) && items.ValueKind == JsonValueKind.Array
            ? items.EnumerateArray()
            : default;

    private static string? Text(JsonElement json, string property) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static bool? Flag(JsonElement json, string property) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(property, out var value)
            && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : null;
}
