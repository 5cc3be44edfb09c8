using System.Globalization;
using System.Text;
using System.Text.Json;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest.Rendering;

/// <summary>Digests as Adaptive Cards. What people typed stands in text runs, which no client reads as Markdown.</summary>
internal static class DigestCards
{
    /// <summary>The channel takes 100 KB in UTF-16; a card stays under 80, with room for the message around it.</summary>
    public const int MostBytes = 78 * 1024;
    /// <summary>Candidates in a preview.</summary>
    public const int InPreview = 3;

    /// <summary>The best three, and buttons for all of them and for the filters. Empty: the same as <see cref="Full"/>.</summary>
    public static AdaptiveCard Preview(ShownDigest result)
    {
        var view = DigestView.Of(result);
        if (view.Candidates.Count == 0)
            return Card(view, 0, Buttons(result, showAll: false));
        return Card(view, Math.Min(InPreview, view.Candidates.Count), Buttons(result, showAll: view.Candidates.Count > InPreview), sayMore: false);
    }

    /// <summary>Every candidate of the digest; the lowest-ranked give way, with a line that says how many, when it would be too big.</summary>
    public static AdaptiveCard Full(ShownDigest result) => OfView(DigestView.Of(result), Buttons(result, showAll: false));

    /// <summary>The same for a view with words and buttons of its own.</summary>
    public static AdaptiveCard OfView(DigestView view, IReadOnlyList<CardAction> buttons)
    {
        var shown = view.Candidates.Count;
        var card = Card(view, shown, buttons);
        while (shown > 1 && SizeOf(card) > MostBytes)
            card = Card(view, --shown, buttons);
        return card;
    }

    /// <summary>The form behind the filters button; its values come back as fields of a digest request.</summary>
    public static AdaptiveCard Filters(DigestSpec spec) => new()
    {
        Body =
        [
            Heading("Filters"),
            new ChoiceSetInput
            {
                Id = "audience", Label = "Audience", Value = spec.Audience, Style = "compact",
                Choices = [new("Advisors", Audience.Advisors), new("C-suite", Audience.Executives), new("Everyone", Audience.Global), new("My own candidates", Audience.Personal)],
            },
            new NumberInput { Id = "date_range_days", Label = "Days back", Value = Days(spec), Min = 1, Max = DigestSpec.MostDays },
            new NumberInput { Id = "max_candidates", Label = "Candidates at most", Value = spec.MaxCandidates, Min = 1, Max = DigestSpec.MostCandidates },
        ],
        Actions = [new ExecuteAction { Title = "Show", Verb = DigestVerbs.Generate, Data = Data(spec) }],
    };

    /// <summary>The size of a card as the channel counts it.</summary>
    public static int SizeOf(AdaptiveCard card) => Encoding.UTF8.GetCharCount(CardJson.Write(card)) * 2;

    private static AdaptiveCard Card(DigestView view, int shown, IReadOnlyList<CardAction>? buttons, bool sayMore = true)
    {
        var body = new List<CardElement> { Heading(view.Title) };
        foreach (var note in view.Notes)
            body.Add(Line(new TextRun { Text = note }));
        foreach (var candidate in view.Candidates.Take(shown))
            body.Add(Of(candidate));
        var more = view.Candidates.Count - shown;
        if (more > 0 && sayMore)
            body.Add(Line(new TextRun { Text = string.Create(CultureInfo.InvariantCulture, $"… and {more} more that this message has no room for"), IsSubtle = true }));
        return new AdaptiveCard { Body = body, Actions = buttons, Speak = view.Title };
    }

    private static Container Of(CandidateView candidate)
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
        return new Container { Items = items, Separator = true, Spacing = "medium" };
    }

    private static List<CardAction> Buttons(ShownDigest result, bool showAll)
    {
        var buttons = new List<CardAction>();
        if (showAll)
            buttons.Add(new ExecuteAction { Title = string.Create(CultureInfo.InvariantCulture, $"Show all {result.Cards.Count}"), Verb = DigestVerbs.Generate, Data = Data(result.Spec) });
        if (result.Nearest is { } nearest)
            buttons.Add(new ExecuteAction { Title = string.Create(CultureInfo.InvariantCulture, $"Try {nearest.SuggestedDays} days"), Verb = DigestVerbs.Generate, Data = Data(result.Spec, nearest.SuggestedDays) });
        buttons.Add(new ExecuteAction { Title = "Filters", Verb = DigestVerbs.Filters, Data = Data(result.Spec) });
        return buttons;
    }

    // The fields of a digest request, by its names.
    private static JsonElement Data(DigestSpec spec, int? days = null)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("audience", spec.Audience);
            json.WriteNumber("date_range_days", days ?? Days(spec));
            json.WriteNumber("max_candidates", spec.MaxCandidates);
            json.WriteBoolean("include_vault", spec.IncludeVault);
            json.WriteBoolean("include_deals", spec.IncludeDeals);
            json.WriteBoolean("include_meetings", spec.IncludeMeetings);
            if (spec.Owner is not null)
                json.WriteString("owner", spec.Owner);
            json.WriteEndObject();
        }

        return JsonElement.Parse(stream.ToArray());
    }

    private static int Days(DigestSpec spec) => Math.Clamp((int)Math.Round((spec.Now - spec.From).TotalDays), 1, DigestSpec.MostDays);

    private static TextBlock Heading(string text) => new() { Text = CardText.Escape(text), Size = "medium", Weight = "bolder", Style = "heading" };

    private static RichTextBlock Line(TextRun run) => new() { Inlines = [run] };
}
