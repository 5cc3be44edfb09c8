using System.Globalization;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Extraction;

namespace WellIntake.Modules.Digest.Rendering;

/// <summary>A candidate in plain lines, not yet escaped for any format.</summary>
internal sealed record CandidateView(string Title, string Location, IReadOnlyList<string> Bullets, string Mood, string? Flags, string Reference)
{
    /// <summary>How they feel about a move, for whoever draws it.</summary>
    public Mood Feeling { get; init; }
    /// <summary>0–100; null while they have said nothing.</summary>
    public int? Enthusiasm { get; init; }
}

/// <summary>What a digest says, the same in every format; plain text, not yet escaped.</summary>
/// <param name="Name">"Digest for advisors".</param>
/// <param name="Range">"16–22 Nov 2026".</param>
/// <param name="Count">"6 of 23 candidates".</param>
/// <param name="Candidates">The best first.</param>
/// <param name="Notes">What is to be said before them.</param>
internal sealed record DigestView(string Name, string Range, string Count, IReadOnlyList<CandidateView> Candidates, IReadOnlyList<string> Notes)
{
    /// <summary>All of it in a line, unless there are other words for it.</summary>
    public string Title { get => field ?? $"{Name} · {Range} · {Count}"; init; }

    /// <summary>The view of a digest. An empty one says so, and where the nearest candidates are.</summary>
    public static DigestView Of(ShownDigest result)
    {
        var spec = result.Spec;
        return new DigestView("Digest " + Whose(spec), RangeOf(spec.From, spec.To), CountOf(result), [.. result.Cards.Select(Of)], [.. DataAge.Notes(result), .. NotesOf(result)]);
    }

    /// <summary>"16–22 Nov 2026"; the end is the last day that belongs to the range.</summary>
    public static string RangeOf(DateTimeOffset from, DateTimeOffset to)
    {
        var (first, last) = (DateOnly.FromDateTime(from.UtcDateTime), DateOnly.FromDateTime(to.AddMicroseconds(-2).UtcDateTime));
        return (first.Year == last.Year, first.Month == last.Month, first == last) switch
        {
            (_, _, true) => Day(last, "d MMM yyyy"),
            (true, true, _) => $"{Day(first, "%d")}–{Day(last, "d MMM yyyy")}",
            (true, _, _) => $"{Day(first, "d MMM")} – {Day(last, "d MMM yyyy")}",
            _ => $"{Day(first, "d MMM yyyy")} – {Day(last, "d MMM yyyy")}",
        };
    }

    private static CandidateView Of(ShownCard card)
    {
        var mood = $"{card.Mood} · {card.Enthusiasm.ToString(CultureInfo.InvariantCulture)}% enthusiasm";
        if (!card.HasSpoken)
            mood += " (nothing said yet)";
        return new CandidateView(
            card.AlertTitle,
            card.Location,
            [.. card.Bullets.Select(b => b.Text)],
            mood,
            card.RedFlags.Count == 0 ? null : "Look at first: " + string.Join("; ", card.RedFlags),
            $"{card.Reference} · published {Day(DateOnly.FromDateTime(card.PublishedAt.UtcDateTime), "d MMM yyyy")}{(card.InVault ? " · from the vault" : "")}{(card.SentNote is { } sent ? " · " + sent : "")}")
        {
            Feeling = card.Mood,
            Enthusiasm = card.HasSpoken ? card.Enthusiasm : null,
        };
    }

    private static string[] NotesOf(ShownDigest result)
    {
        var notes = new List<string>();
        if (result.HeldBack > 0)
            notes.Add($"{Were(result.HeldBack)} held back by the privacy check.");
        if (result.OnCooldown > 0)
            notes.Add($"{Were(result.OnCooldown)} left out: sent in the last four weeks already, or another record of the same person.");
        return notes.Count == 0 && result.Cards.Count == 0 ? Empty(result) : [.. notes];
    }

    private static string Were(int count) => count == 1 ? "1 candidate was" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} candidates were");

    private static string[] Empty(ShownDigest result)
    {
        var spec = result.Spec;
        var days = (int)Math.Round((spec.To - spec.From).TotalDays);
        var when = (spec.Now - spec.To).Duration() < TimeSpan.FromMinutes(1) ? $"in the last {(days == 1 ? "day" : $"{days} days")}" : $"in {RangeOf(spec.From, spec.To)}";
        var nothing = $"No candidate {Whose(spec)} was published {when}.";
        if (result.Nearest is not { } nearest)
            return [nothing, "There was none in the last year either."];

        var ago = nearest.DaysAgo switch { 0 => "today", 1 => "yesterday", var n => $"{n} days ago" };
        return [nothing, $"The nearest was published {ago}: try {(nearest.SuggestedDays == 1 ? "1 day" : $"{nearest.SuggestedDays} days")}."];
    }

    private static string CountOf(ShownDigest result)
    {
        var (shown, all) = (result.Cards.Count, result.Totals.InRange);
        return all == 0 ? "no candidates" : string.Create(CultureInfo.InvariantCulture, $"{shown} of {all:N0} candidate{(all == 1 ? "" : "s")}");
    }

    private static string Whose(DigestSpec spec)
    {
        var whose = (spec.Audience == Audience.Personal ? "of " : "for ") + Audience.Spoken(spec.Audience);
        return PlainText.Line(spec.Owner, 80) is { } owner && spec.Audience != Audience.Personal ? $"{whose}, recruiter {owner}" : whose;
    }

    private static string Day(DateOnly day, string format) => day.ToString(format, CultureInfo.InvariantCulture);
}
