using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest.Rendering;

/// <summary>Digests as Adaptive Cards. What people typed stands in text runs, which no client reads as Markdown.</summary>
internal static class DigestCards
{
    /// <summary>
    /// The channel takes 100 KB in UTF-16; a card stays under 80, with room for what is added to it: the question whether it
    /// was useful, whose buttons they are, and the message around it.
    /// </summary>
    public const int MostBytes = 74 * 1024;
    /// <summary>Candidates in a preview.</summary>
    public const int InPreview = 3;

    /// <summary>The best three, and buttons for all of them and for the filters. Empty: the same as <see cref="Full"/>.</summary>
    public static FittedCard Preview(ShownDigest result, string? requestId = null)
    {
        var view = DigestView.Of(result);
        var shown = Math.Min(InPreview, view.Candidates.Count);
        return new FittedCard(Card(view, shown, Buttons(result, showAll: view.Candidates.Count > shown), sayMore: false, requestId), shown);
    }

    /// <summary>Every candidate of the digest; the lowest-ranked give way, with a line that says how many, when it would be too big.</summary>
    /// <param name="result">The digest.</param>
    /// <param name="requestId">The request that it answers, whose row remembers what is shown: each candidate can be asked "why?". Null for none.</param>
    public static AdaptiveCard Full(ShownDigest result, string? requestId = null) => Fitted(result, requestId).Card;

    /// <summary>The same, with how many candidates there was room for.</summary>
    public static FittedCard Fitted(ShownDigest result, string? requestId) => Fitted(DigestView.Of(result), Buttons(result, showAll: false), requestId);

    /// <summary>The same for a view with words and buttons of its own.</summary>
    public static FittedCard Fitted(DigestView view, IReadOnlyList<CardAction> buttons, string? requestId)
    {
        var shown = view.Candidates.Count;
        var card = Card(view, shown, buttons, requestId: requestId);
        while (shown > 1 && SizeOf(card) > MostBytes)
            card = Card(view, --shown, buttons, requestId: requestId);
        return new FittedCard(card, shown);
    }

    /// <summary>The size of a card as the channel counts it.</summary>
    public static int SizeOf(AdaptiveCard card) => Encoding.UTF8.GetCharCount(CardJson.Write(card)) * 2;

    private static AdaptiveCard Card(DigestView view, int shown, IReadOnlyList<CardAction>? buttons, bool sayMore = true, string? requestId = null)
    {
        var body = new List<CardElement> { Heading(view.Title) };
        foreach (var note in view.Notes)
            body.Add(Line(new TextRun { Text = note }));
        foreach (var (place, candidate) in view.Candidates.Take(shown).Index())
            body.Add(Of(candidate, requestId is null ? null : Why(requestId, place + 1)));
        var more = view.Candidates.Count - shown;
        if (more > 0 && sayMore)
            body.Add(Line(new TextRun { Text = string.Create(CultureInfo.InvariantCulture, $"… and {more} more that this message has no room for"), IsSubtle = true }));
        return new AdaptiveCard { Body = body, Actions = buttons, Speak = view.Title };
    }

    private static Container Of(CandidateView candidate, CardAction? why)
    {
        var items = new List<CardElement>
        {
            Line(new TextRun { Text = candidate.Title, Weight = "bolder" }),
            Line(new TextRun { Text = candidate.Location, IsSubtle = true }) with { Spacing = "none" },
        };
        foreach (var bullet in candidate.Bullets)
            items.Add(Line(new TextRun { Text = "• " + bullet }) with { Spacing = "small" });
        items.Add(Line(new TextRun { Text = candidate.Mood }));
        if (candidate.Flags is not null)
            items.Add(Line(new TextRun { Text = candidate.Flags, Color = "attention" }) with { Spacing = "small" });
        items.Add(Line(new TextRun { Text = candidate.Reference, IsSubtle = true, Size = "small" }) with { Spacing = "small" });
        if (why is not null)
            items.Add(new ActionSet { Actions = [why], Spacing = "small" });
        return new Container { Items = items, Separator = true, Spacing = "medium" };
    }

    private static ExecuteAction Why(string requestId, int place) => new()
    {
        Title = "Why?",
        Verb = DigestVerbs.Why,
        Data = JsonSerializer.SerializeToElement(new JsonObject { ["request_id"] = requestId, ["candidate"] = place }),
    };

    private static List<CardAction> Buttons(ShownDigest result, bool showAll)
    {
        var buttons = new List<CardAction>();
        if (showAll)
            buttons.Add(new ExecuteAction { Title = string.Create(CultureInfo.InvariantCulture, $"Show all {result.Cards.Count}"), Verb = DigestVerbs.Generate, Data = DigestForms.Data(result.Spec) });
        if (result.Nearest is { } nearest)
            buttons.Add(new ExecuteAction { Title = string.Create(CultureInfo.InvariantCulture, $"Try {nearest.SuggestedDays} days"), Verb = DigestVerbs.Generate, Data = DigestForms.Data(result.Spec, nearest.SuggestedDays) });
        buttons.Add(new ExecuteAction { Title = "Filters", Verb = DigestVerbs.Filters, Data = DigestForms.Data(result.Spec) });
        buttons.Add(new ExecuteAction { Title = "Refine", Verb = DigestVerbs.Refine, Data = DigestForms.Data(result.Spec) });
        return buttons;
    }

    private static TextBlock Heading(string text) => new() { Text = CardText.Escape(text), Size = "medium", Weight = "bolder", Style = "heading" };

    private static RichTextBlock Line(TextRun run) => new() { Inlines = [run] };
}

/// <summary>A card, and how many of a digest's candidates stand on it: the first ones.</summary>
internal sealed record FittedCard(AdaptiveCard Card, int Candidates);
