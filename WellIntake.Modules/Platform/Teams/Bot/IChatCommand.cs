using System.Text.Json;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Platform.Teams.Bot;

/// <summary>Something that people can type. Found by scanning; one instance serves the process.</summary>
internal interface IChatCommand
{
    /// <summary>The first words that call it, lower-case, whole words. The first is its name.</summary>
    IReadOnlyList<string> Words { get; }

    /// <summary>How it is typed, for the help card: <c>digest [advisors|c_suite|global|personal]</c>.</summary>
    string Usage { get; }

    /// <summary>What it does, in a line.</summary>
    string Summary { get; }

    /// <summary>Answers. <paramref name="arguments"/> are the words after the command, as typed.</summary>
    ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, IReadOnlyList<string> arguments, CancellationToken ct);
}

/// <summary>What a card's button does. Found by scanning.</summary>
internal interface ICardActionHandler
{
    /// <summary>The verbs it handles, such as <c>request.cancel</c>.</summary>
    IReadOnlyList<string> Verbs { get; }

    /// <summary>Answers a press. <paramref name="values"/> are the button's data with the form's values over them.</summary>
    ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, string verb, CardValues values, CancellationToken ct);
}

/// <summary>A message or a button press, as commands see it.</summary>
internal sealed record IncomingMessage
{
    /// <summary>Made from the activity's identity (WEB-6): the id of the request it may become.</summary>
    public required string RequestId { get; init; }

    /// <summary>Normalised text; empty for a button.</summary>
    public required string Text { get; init; }

    /// <summary>Who.</summary>
    public required string UserId { get; init; }

    /// <summary>Their address when known, else their AAD id, else the channel's id. Lower-case.</summary>
    public required string UserEmail { get; init; }

    /// <summary>Their name.</summary>
    public string? UserName { get; init; }

    /// <summary>Where.</summary>
    public required ConversationAddress Where { get; init; }

    /// <summary>The activity that is answered.</summary>
    public string? ActivityId { get; init; }

    /// <summary>IANA name of their time zone.</summary>
    public string? TimeZone { get; init; }
}

/// <summary>What comes of a message.</summary>
internal abstract record ChatAnswer
{
    private ChatAnswer()
    {
    }

    /// <summary>Nothing is said.</summary>
    public sealed record Silence : ChatAnswer;

    /// <summary>A new card.</summary>
    public sealed record Reply(AdaptiveCard Card, string Summary) : ChatAnswer;

    /// <summary>A card in place of the one whose button was pressed.</summary>
    public sealed record Replace(AdaptiveCard Card, string Summary) : ChatAnswer
    {
        /// <summary>Posted instead where the press came as a message, which can replace nothing; null: the card itself.</summary>
        public AdaptiveCard? Otherwise { get; init; }
    }

    /// <summary>A sentence for whoever pressed a button, seen by nobody else where the channel can do that.</summary>
    public sealed record Aside(string Text) : ChatAnswer;

    /// <summary>A request for the queue, with the card that acknowledges it.</summary>
    public sealed record Accept(NewRequest Request, AdaptiveCard Acknowledgement, string Summary) : ChatAnswer;
}

/// <summary>A button's values: <c>value.msteams.value</c>, then <c>value</c>, the form's fields over both (WEB-7).</summary>
internal sealed class CardValues
{
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);

    public static CardValues Read(JsonElement? value)
    {
        var values = new CardValues();
        if (value is not { ValueKind: JsonValueKind.Object } top)
            return values;
        if (top.TryGetProperty("msteams", out var teams) && teams.ValueKind == JsonValueKind.Object && teams.TryGetProperty("value", out var hidden))
            values.Add(hidden);
        values.Add(top);
        return values;
    }

    public IEnumerable<string> Names => _values.Keys;

    /// <summary>The value as text; null when absent. Numbers and booleans as they stand in JSON.</summary>
    public string? Text(string name) => _values.TryGetValue(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => null,
        }
        : null;

    private void Add(JsonElement values)
    {
        if (values.ValueKind != JsonValueKind.Object)
            return;
        foreach (var property in values.EnumerateObject())
        {
            if (_values.Count < 100)
                _values[property.Name] = property.Value;
        }
    }
}
