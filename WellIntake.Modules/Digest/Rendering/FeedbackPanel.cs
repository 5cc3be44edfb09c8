using System.Text.Json;
using System.Text.Json.Nodes;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest.Rendering;

/// <summary>The part of a digest's card that asks whether it was useful, and the same part once that was said (WEB-7).</summary>
internal static class FeedbackPanel
{
    /// <summary>The longest comment.</summary>
    public const int MostCharacters = 500;

    /// <summary>The name that the comment comes back under.</summary>
    public const string CommentField = "comment";

    private const string Id = "feedback";

    /// <summary>The card with the question below the candidates.</summary>
    public static AdaptiveCard Under(AdaptiveCard card, string requestId) => card with
    {
        Body =
        [
            .. card.Body,
            Panel(Line("Was this useful?"), new ActionSet { Actions = [Button("Useful", requestId, true), Button("Not useful", requestId, false)] }),
        ],
    };

    /// <summary>The card with thanks in place of the question, room for a comment, and a way to say the other. A card without the question stays as it is.</summary>
    public static AdaptiveCard Answered(AdaptiveCard card, string requestId, bool useful, bool commented) => card with
    {
        Body = [.. card.Body.Select(e => e is Container { Id: Id } ? Answer(requestId, useful, commented) : e)],
    };

    private static Container Answer(string requestId, bool useful, bool commented) => Panel(
        Line((useful ? "You found this useful. Thank you!" : "You did not find this useful. Thank you for saying so.")
            + (commented ? " Your comment is kept." : string.Empty)),
        new TextInput
        {
            Id = CommentField,
            Label = commented ? "Another comment in its place (optional)" : "Tell us more (optional)",
            IsMultiline = true,
            MaxLength = MostCharacters,
        },
        new ActionSet
        {
            Actions = [Button("Send comment", requestId, useful), Button(useful ? "Not useful after all" : "Useful after all", requestId, !useful)],
        });

    private static Container Panel(params CardElement[] items) => new() { Id = Id, Separator = true, Spacing = "medium", Items = items };

    private static TextBlock Line(string text) => new() { Text = text, IsSubtle = true };

    private static ExecuteAction Button(string title, string requestId, bool useful) => new()
    {
        Title = title,
        Verb = DigestVerbs.Feedback,
        Data = JsonSerializer.SerializeToElement(new JsonObject { ["request_id"] = requestId, ["useful"] = useful }),
    };
}
