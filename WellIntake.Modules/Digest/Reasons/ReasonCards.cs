using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest.Reasons;

/// <summary>Reasons as a card. What people typed stands in text runs, which no client reads as Markdown.</summary>
internal static class ReasonCards
{
    /// <summary>One candidate's bullets, each with what is behind it.</summary>
    public static AdaptiveCard Of(string reference, IReadOnlyList<BulletReason> reasons)
    {
        var body = new List<CardElement> { PlatformCards.Heading("Why " + CardText.Escape(reference)) };
        foreach (var reason in reasons)
        {
            var items = new List<CardElement>
            {
                Line(new TextRun { Text = "• " + reason.Bullet, Weight = "bolder" }),
                Line(new TextRun { Text = reason.Where, IsSubtle = true, Size = "small" }) with { Spacing = "none" },
                reason.Words is { } words
                    ? Line(new TextRun { Text = $"“{words}”", Italic = true }) with { Spacing = "none" }
                    : Line(new TextRun { Text = reason.Remark ?? "", IsSubtle = true }) with { Spacing = "none" },
            };
            body.Add(new Container { Items = items, Spacing = "medium" });
        }

        return new AdaptiveCard { Body = body };
    }

    private static RichTextBlock Line(TextRun run) => new() { Inlines = [run] };
}
