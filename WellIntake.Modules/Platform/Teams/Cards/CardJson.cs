using System.Text.Json;
using System.Text.Json.Serialization;

namespace WellIntake.Modules.Platform.Teams.Cards;

/// <summary>Cards to JSON and back.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(AdaptiveCard))]
public sealed partial class CardJson : JsonSerializerContext
{
    /// <summary>The card as UTF-8 JSON.</summary>
    public static byte[] Write(AdaptiveCard card) => JsonSerializer.SerializeToUtf8Bytes(card, Default.AdaptiveCard);

    /// <summary>The card with the person's mark on its buttons; see <see cref="CardOwner"/>.</summary>
    internal static byte[] WriteFor(AdaptiveCard card, string userId) => Write(CardOwner.Mark(card, userId));

    /// <summary>The card with a line under its heading. <paramref name="note"/> is our own text, not what people typed.</summary>
    public static byte[] WithNote(ReadOnlyMemory<byte> json, string note)
    {
        var card = Read(json.Span);
        return Write(card with { Body = [.. card.Body.Take(1), new TextBlock { Text = note, Color = "attention" }, .. card.Body.Skip(1)] });
    }

    /// <summary>Reads a card of ours.</summary>
    /// <exception cref="JsonException">Not a card, or an element that our cards do not use.</exception>
    public static AdaptiveCard Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, Default.AdaptiveCard) ?? throw new JsonException("The card is null.");
}
