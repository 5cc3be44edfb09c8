using System.Text.Json;
using System.Text.Json.Nodes;

namespace WellIntake.Modules.Platform.Teams.Cards;

/// <summary>The cards that do not belong to a module.</summary>
internal static class PlatformCards
{
    /// <summary>The verb of the Cancel button.</summary>
    public const string CancelVerb = "request.cancel";

    /// <summary>A job was accepted (WEB-5).</summary>
    public static AdaptiveCard Acknowledgement(string title, string requestId, string next, params ReadOnlySpan<Fact> facts) => new()
    {
        Body =
        [
            Heading(title),
            new FactSet { Facts = [.. facts, new Fact("Request", requestId)] },
            new TextBlock { Text = next, IsSubtle = true },
        ],
        Actions = [Cancel(requestId)],
    };

    /// <summary>What stands in the request's message while nothing more is known.</summary>
    public static AdaptiveCard Working(string requestId) => new()
    {
        Body =
        [
            Heading("Working on it"),
            new FactSet { Facts = [new Fact("Request", requestId)] },
            new TextBlock { Text = "The result will appear here.", IsSubtle = true },
        ],
        Actions = [Cancel(requestId)],
    };

    /// <summary>What stands in the request's message while it is worked on (WEB-5).</summary>
    public static AdaptiveCard Progress(string title, string requestId, string text, double? fraction, IReadOnlyList<Fact> facts)
    {
        List<CardElement> body = [Heading(title), new FactSet { Facts = [.. facts, new Fact("Request", requestId)] }, new TextBlock { Text = text }];
        if (fraction is { } done)
            body.Add(CardBar.Of(done));
        body.Add(new TextBlock { Text = "The result will appear here, in this message.", IsSubtle = true });
        return new AdaptiveCard { Body = body, Actions = [Cancel(requestId)] };
    }

    public static AdaptiveCard Cancelled(string requestId) => new()
    {
        Body = [Heading("Cancelled"), new TextBlock { Text = $"Request {requestId} was cancelled. Nothing more will come of it.", IsSubtle = true }],
    };

    /// <summary>Something failed, in words for people, with the id that support can look for (WEB-9).</summary>
    public static AdaptiveCard Error(string what, string correlationId) => new()
    {
        Body =
        [
            new TextBlock { Text = "That did not work", Weight = "bolder", Size = "medium", Style = "heading", Color = "attention" },
            new TextBlock { Text = what },
            new TextBlock { Text = $"If it keeps happening, tell your administrator this id: {correlationId}", IsSubtle = true, Size = "small" },
        ],
    };

    /// <summary>A short answer.</summary>
    public static AdaptiveCard Note(string title, string text) => new() { Body = [Heading(title), new TextBlock { Text = text }] };

    public static TextBlock Heading(string text) => new() { Text = text, Weight = "bolder", Size = "medium", Style = "heading" };

    /// <summary>A button that sends text as if the person had typed it.</summary>
    public static CardAction Say(string title, string text) => new SubmitAction
    {
        Title = title,
        Data = JsonSerializer.SerializeToElement(new JsonObject { ["say"] = text }),
    };

    /// <summary>The button that cancels a request.</summary>
    public static ExecuteAction Cancel(string requestId) => new()
    {
        Title = "Cancel",
        Verb = CancelVerb,
        Data = JsonSerializer.SerializeToElement(new JsonObject { ["request_id"] = requestId }),
    };
}
