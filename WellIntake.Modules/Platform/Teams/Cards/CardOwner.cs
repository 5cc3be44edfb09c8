using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WellIntake.Modules.Platform.Teams.Cards;

/// <summary>
/// Whose buttons a card's are (WEB-7): every button carries a mark of its owner and brings it back when it is pressed.
/// The mark is a hash, so that it is short and tells others in the conversation nothing. Cards that are shown to
/// everybody, such as the greeting of a conversation, carry none. The mark keeps people from pressing each other's
/// buttons; it is no proof, so whoever changes a stored row looks at that row's owner too.
/// </summary>
internal static class CardOwner
{
    /// <summary>The name of the mark among a button's values.</summary>
    public const string Field = "card_owner";

    private const int MarkBytes = 12;

    /// <summary>The card with the person's mark on each of its buttons, in place of any that is there.</summary>
    public static AdaptiveCard Mark(AdaptiveCard card, string userId)
    {
        var mark = MarkOf(userId);
        return card with { Body = Elements(card.Body, mark), Actions = card.Actions is null ? null : Actions(card.Actions, mark) };
    }

    /// <summary>
    /// Whether a button's values carry another person's mark, anywhere among them: a form's field takes the place of other
    /// values, and must not take the place of this one.
    /// </summary>
    public static bool IsAnothers(JsonElement? values, string userId)
    {
        if (values is not { ValueKind: JsonValueKind.Object } top)
            return false;
        var mark = MarkOf(userId);
        if (Differs(top, mark))
            return true;
        return top.TryGetProperty("msteams", out var teams) && teams.ValueKind == JsonValueKind.Object
            && (Differs(teams, mark) || (teams.TryGetProperty("value", out var hidden) && hidden.ValueKind == JsonValueKind.Object && Differs(hidden, mark)));
    }

    private static string MarkOf(string userId) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(userId)).AsSpan(0, MarkBytes));

    // Each property of that name, as JSON may say one twice.
    private static bool Differs(JsonElement values, string mark)
    {
        foreach (var property in values.EnumerateObject())
        {
            if (property.NameEquals(Field) && !(property.Value.ValueKind == JsonValueKind.String && property.Value.ValueEquals(mark)))
                return true;
        }

        return false;
    }

    private static List<CardElement> Elements(IReadOnlyList<CardElement> elements, string mark) => [.. elements.Select(e => e switch
    {
        Container container => container with { Items = Elements(container.Items, mark) },
        ColumnSet set => set with { Columns = [.. set.Columns.Select(c => c with { Items = Elements(c.Items, mark) })] },
        ActionSet actions => actions with { Actions = Actions(actions.Actions, mark) },
        _ => e,
    })];

    private static List<CardAction> Actions(IReadOnlyList<CardAction> actions, string mark) => [.. actions.Select(a => a switch
    {
        ExecuteAction execute => execute with { Data = Marked(execute.Data, mark) },
        SubmitAction submit => submit with { Data = Marked(submit.Data, mark) },
        _ => a,
    })];

    private static JsonElement Marked(JsonElement? data, string mark)
    {
        var values = data is { ValueKind: JsonValueKind.Object } own ? JsonObject.Create(own)! : [];
        values[Field] = mark;
        return JsonSerializer.SerializeToElement(values);
    }
}
