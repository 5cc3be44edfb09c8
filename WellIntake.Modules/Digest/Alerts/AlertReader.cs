using System.Globalization;
using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Chat;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Alerts;

/// <summary>How a typed alert was understood.</summary>
/// <param name="Filter">Whom it waits for.</param>
/// <param name="MostPerDay">Messages in 24 hours at most.</param>
/// <param name="NotUnderstood">What was said besides, as typed, with what to do about it where that is known.</param>
internal sealed record AlertReading(AlertFilter Filter, int MostPerDay, IReadOnlyList<string> NotUnderstood);

/// <summary>
/// Reads "advisors in Texas or Chicago over $500M with Series 7 and CFP, at most 3 a day": the words in, over and with
/// (and their like) begin a part each, in any order.
/// </summary>
internal sealed partial class AlertReader(PlaceReader places)
{
    /// <summary>Messages in 24 hours, when nothing is said.</summary>
    public const int UsualPerDay = 10;
    /// <summary>The most that can be asked for.</summary>
    public const int MostPerDay = 48;

    private static readonly HashSet<string> Fillers = new(StringComparer.Ordinal)
    {
        "", "for", "a", "an", "any", "the", "new", "newly", "published", "candidate", "candidates", "me", "please", "of", "who", "are", "is", "based", "located", "living", "and", "about", "alert", "when",
    };

    private static readonly HashSet<string> LicenceFillers = new(StringComparer.Ordinal)
    {
        "", "with", "holding", "and", "or", "the", "a", "an", "both", "either", "series", "ser", "licence", "licences", "license", "licenses", "designation", "licensed",
    };

    private static readonly HashSet<string> AmountFillers = new(StringComparer.Ordinal)
    {
        "", "with", "an", "a", "and", "of", "in", "aum", "assets", "client", "under", "management", "or", "more", "minimum", "min", "at", "least", "over", "above", "than", "is",
    };

    private enum Part { Audience, Place, Amount, Licence, Cap }

    /// <summary>Reads the words after <c>alerts add</c>.</summary>
    public async Task<AlertReading> ReadAsync(IReadOnlyList<string> typed, CancellationToken ct)
    {
        var unknown = new List<string>();
        var filter = new AlertFilter();
        string? audience = null;
        decimal? least = null;
        var perDay = UsualPerDay;
        foreach (var (part, tokens) in Divide(typed))
        {
            var text = string.Join(' ', tokens);
            switch (part)
            {
                case Part.Audience:
                    ReadAudience(tokens, ref audience, unknown);
                    break;
                case Part.Place:
                    var (found, strange) = await places.ReadAsync(string.Join(' ', tokens.Skip(1)), ct);
                    unknown.AddRange(strange);
                    if (found.Count == 0 && strange.Count == 0)
                        unknown.Add(text);
                    filter = filter with { Places = [.. filter.Places.Union(found)] };
                    break;
                case Part.Amount:
                    least = ReadAmount(text, unknown) ?? least;
                    break;
                case Part.Licence:
                    filter = ReadLicences(filter, text, unknown);
                    break;
                default:
                    perDay = ReadCap(text, unknown) ?? perDay;
                    break;
            }
        }

        return new AlertReading(filter with { Audience = audience ?? Audience.Global, MinAum = least }, perDay, unknown);
    }

    private static List<(Part Part, List<string> Tokens)> Divide(IReadOnlyList<string> typed)
    {
        var parts = new List<(Part Part, List<string> Tokens)> { (Part.Audience, []) };
        for (var i = 0; i < typed.Count; i++)
        {
            var part = parts[^1].Part;
            if (Begins(typed, i, part) is { } next && (next != part || next is Part.Place or Part.Licence))
                parts.Add((next, []));
            parts[^1].Tokens.Add(typed[i]);
        }

        return parts;
    }

    // The part that begins here; null where the present one goes on.
    private static Part? Begins(IReadOnlyList<string> typed, int i, Part present)
    {
        var (word, next, afterNext) = (Bare(typed, i), Bare(typed, i + 1), Bare(typed, i + 2));
        switch (word)
        {
            case "in" or "near" or "around" or "from" when !(present == Part.Place && typed[i] == "IN"):
                return present == Part.Amount && next is "aum" or "assets" or "client" or "production" or "revenue" ? null : Part.Place;
            case "over" or "above" or "min" or "minimum":
            case "at" when next is "least":
            case "more" when next is "than":
                return Part.Amount;
            case "with" or "holding":
                return next is "aum" or "assets" or "over" or "above" or "at" or "more" || IsAmount(typed, i + 1) ? Part.Amount : Part.Licence;
            case "at" when next is "most" && IsNumber(afterNext):
            case "max" or "maximum" or "cap" when IsNumber(next):
            case "up" when next is "to" && IsNumber(afterNext):
            case "daily" when next is "cap":
                return Part.Cap;
            case "for" when present != Part.Audience && (AudienceWords.Find(next) ?? AudienceWords.Find(afterNext)) is not null:
                return Part.Audience;
            case not "all" and not "mine" when present is Part.Place or Part.Amount && AudienceWords.Find(word) is not null:
                return Part.Audience;
            default:
                return present is Part.Audience or Part.Place && IsAmount(typed, i) ? Part.Amount : null;
        }
    }

    private static void ReadAudience(List<string> tokens, ref string? audience, List<string> unknown)
    {
        foreach (var token in tokens)
        {
            var word = Bare(token);
            if (Fillers.Contains(word))
                continue;
            var found = AudienceWords.Find(word);
            if (found is Audience.Personal)
                unknown.Add($"{token} (an alert is about other people's candidates: advisors, c_suite or global)");
            else if (found is null || audience is not null && audience != found)
                unknown.Add(token);
            else
                audience = found;
        }
    }

    private static decimal? ReadAmount(string text, List<string> unknown)
    {
        var reading = MoneyParser.Parse(text, MoneyLabel.Assets);
        if (reading.Value is not { } money)
        {
            unknown.Add(reading.Reason is { } reason and not "empty" ? $"{text} ({reason})" : text);
            return null;
        }

        if (money.Currency != "$")
            unknown.Add($"{text} (assets are kept in US dollars)");
        else if (money.Bound is MoneyBound.AtMost || money.Low != money.High)
            unknown.Add($"{text} (write the least that it should be, such as over $500M)");
        else
        {
            var left = text.Remove(reading.Span.Start, reading.Span.Length).Split(' ').Select(Bare).Where(w => !AmountFillers.Contains(w)).ToList();
            unknown.AddRange(left);
            return money.Low;
        }

        return null;
    }

    private static AlertFilter ReadLicences(AlertFilter filter, string text, List<string> unknown)
    {
        var found = LicenceParser.FindAll(text);
        var left = text.ToCharArray();
        foreach (var licence in found)
        {
            if (licence.Value!.Status != LicenceStatus.Held || licence.Value.Detail is not null)
                unknown.Add($"{licence.Text} (only licences that are held can be asked for)");
            Array.Fill(left, ' ', licence.Span.Start, licence.Span.Length);
        }

        var words = new string(left).Split([' ', '/', '&', '+'], StringSplitOptions.RemoveEmptyEntries).Select(Bare).ToList();
        unknown.AddRange(words.Where(w => !LicenceFillers.Contains(w)).Select(w => $"{w} (no licence that I know)"));
        if (found.Count == 0 && words.TrueForAll(LicenceFillers.Contains))
            unknown.Add(text);
        var isAny = words.Contains("or");
        if (found.Count > 1 && isAny && words.Contains("and"))
            unknown.Add($"{text} (either “and” or “or”, please)");
        return filter with
        {
            Licences = [.. filter.Licences.Union(found.Select(l => l.Value!.Name))],
            AnyLicence = filter.AnyLicence || isAny && found.Count > 1,
        };
    }

    private static int? ReadCap(string text, List<string> unknown)
    {
        if (Cap().Match(text) is { Success: true } match
            && int.TryParse(match.Groups["n"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MostPerDay)
            return number;
        unknown.Add(string.Create(CultureInfo.InvariantCulture, $"{text} (write, for example: max 3 a day; 1–{MostPerDay})"));
        return null;
    }

    private static string Bare(IReadOnlyList<string> typed, int at) => at < typed.Count ? Bare(typed[at]) : "";

    private static string Bare(string token) => token.Trim(',', '.', '!', '?', ';', ':', '“', '”', '"', '(', ')').ToLowerInvariant();

    private static bool IsNumber(string word) => word.Length > 0 && word.All(char.IsAsciiDigit);

    // "$500M", ">500M", "1.2bn": a number with a currency or a scale.
    private static bool IsAmount(IReadOnlyList<string> typed, int at) => at < typed.Count && AmountToken().IsMatch(typed[at]);

    [GeneratedRegex(@"^(([>≥~]=?)?[$€£]\d|[>≥]=?\d|\d[\d.,]*(b|bn|m|mm|mn|k|million|billion)\b)", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex AmountToken();

    [GeneratedRegex(@"^(at most|max|maximum|up to|daily cap( of)?|cap( of)?)\s+(?<n>\d{1,3})(\s*(messages?)?\s*(a|per|each|every|/)?\s*(day|daily))?[.,!]*$", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Cap();
}
