using System.Globalization;
using System.Text.RegularExpressions;

namespace WellIntake.Modules.Digest.Parsing;

/// <summary>"Two weeks' notice", "Q2", "after bonus in March", "90-day garden leave", read for a given date (DIG-3).</summary>
internal static partial class AvailabilityParser
{
    /// <summary>
    /// The first availability that the text states. Null with a reason when there is none, when it is open ("flexible"),
    /// or when the time it names has passed.
    /// </summary>
    public static Reading<Availability> Parse(string? text, DateOnly today)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Reading<Availability>.None("empty");
        if (NotAvailable().Match(text) is { Success: true } not)
            return Reading<Availability>.None($"not available: \"{not.Value}\"");

        // Garden leave and notice say how long; an event says what must come first; then dates; then now.
        return Period(text)
            ?? Calendar(text, today)
            ?? Now(text)
            ?? Reading<Availability>.None(Open().IsMatch(text) ? "left open" : "no time");
    }

    private static Reading<Availability>? Period(string text)
    {
        var match = Length().Match(text);
        if (!match.Success)
            return null;

        var low = Number(match.Groups["low"].Value);
        var high = match.Groups["high"].Success ? Number(match.Groups["high"].Value) : match.Groups["low"].Value.Equals("few", StringComparison.OrdinalIgnoreCase) ? 4 : low;
        if (low is null || high is null)
            return null;
        if (low > high)
            return Reading<Availability>.None($"the range \"{match.Value}\" runs backwards");

        var unit = char.ToUpperInvariant(match.Groups["unit"].Value[0]);
        var (min, max) = (Weeks(low.Value, unit), Weeks(high.Value, unit));
        if (max > 520)
            return Reading<Availability>.None("longer than ten years");

        var kind = Garden().IsMatch(text) ? AvailabilityKind.GardenLeave
            : match.Groups["notice"].Success || Notice().IsMatch(text) ? AvailabilityKind.Notice
            : AvailabilityKind.Period;
        return Reading<Availability>.Of(new Availability(kind, match.Groups["within"].Success ? 0 : min, max), text, match.Index, match.Length);
    }

    private static Reading<Availability>? Calendar(string text, DateOnly today)
    {
        var match = When().Match(text);
        while (match.Success && text.Length > 9 && match.Groups["month"].Value == "may" && !match.Groups["year"].Success && !match.Groups["day"].Success && !MonthMay().IsMatch(text[..match.Groups["month"].Index]))
            match = match.NextMatch();
        if (!match.Success)
            return null;

        var year = match.Groups["year"].Success ? int.Parse(match.Groups["year"].Value, CultureInfo.InvariantCulture) : (int?)null;
        var part = Spaces().Replace(match.Groups["part"].Value, " ").ToUpperInvariant();
        DateOnly start, end;
        AvailabilityKind kind;
        if (match.Groups["quarter"].Success)
        {
            var first = (match.Groups["quarter"].Value[0] - '1') * 3 + 1;
            (start, end) = Upcoming(today, year, first, 3);
            kind = AvailabilityKind.Quarter;
        }
        else if (match.Groups["month"].Success)
        {
            (start, end) = Upcoming(today, year, Patterns.Month(match.Groups["month"].Value), 1);
            kind = AvailabilityKind.Month;
            if (match.Groups["day"].Success)
            {
                var day = int.Parse(match.Groups["day"].Value, CultureInfo.InvariantCulture);
                if (day < 1 || day > end.Day)
                    return Reading<Availability>.None($"no such day: \"{match.Value}\"");
                start = end = new DateOnly(start.Year, start.Month, day);
                if (year is null && end < today)
                    start = end = start.AddYears(1);
                kind = AvailabilityKind.Date;
            }
        }
        else if (match.Groups["nextmonth"].Success)
        {
            (start, end) = Span(new DateOnly(today.Year, today.Month, 1).AddMonths(1), 1);
            kind = AvailabilityKind.Month;
        }
        else if (match.Groups["nextquarter"].Success)
        {
            (start, end) = Span(new DateOnly(today.Year, (today.Month - 1) / 3 * 3 + 1, 1).AddMonths(3), 3);
            kind = AvailabilityKind.Quarter;
        }
        else
        {
            var of = year ?? (match.Groups["next"].Success ? today.Year + 1 : today.Year);
            var isEnd = match.Groups["endofyear"].Success || part is "END OF" or "LATE";
            part = isEnd ? string.Empty : part;
            (start, end) = isEnd ? (new DateOnly(of, 12, 1), new DateOnly(of, 12, 31)) : (new DateOnly(of, 1, 1), new DateOnly(of, 12, 31));
            kind = isEnd ? AvailabilityKind.EndOfYear : AvailabilityKind.Date;
        }

        (start, end) = Narrow(part, start, end);
        if (end < today)
            return Reading<Availability>.None($"\"{match.Value}\" has passed");

        var after = After().Match(text);
        if (after.Success)
            kind = AvailabilityKind.AfterEvent;
        return Reading<Availability>.Of(
            new Availability(kind, WeeksUntil(today, start), WeeksUntil(today, end), after.Success ? after.Groups["event"].Value.ToLowerInvariant() : null),
            text, match.Index, match.Length);
    }

    private static Reading<Availability>? Now(string text)
    {
        var match = Immediately().Match(text);
        return match.Success ? Reading<Availability>.Of(new Availability(AvailabilityKind.Immediate, 0, 0), text, match.Index, match.Length) : null;
    }

    private static int? Number(string word) => word.Equals("few", StringComparison.OrdinalIgnoreCase) ? 2 : Patterns.Number(word);

    private static int Weeks(int count, char unit) => unit switch
    {
        'D' or 'B' => (int)Math.Ceiling(count / 7d),
        'M' => (int)Math.Round(count * 52 / 12d, MidpointRounding.AwayFromZero),
        'Y' => count * 52,
        _ => count,
    };

    // Without a year: the one that is running, else the next to come.
    private static (DateOnly Start, DateOnly End) Upcoming(DateOnly today, int? year, int firstMonth, int months)
    {
        var span = Span(new DateOnly(year ?? today.Year, firstMonth, 1), months);
        return year is null && span.End < today ? Span(span.Start.AddYears(1), months) : span;
    }

    private static (DateOnly Start, DateOnly End) Span(DateOnly start, int months) => (start, start.AddMonths(months).AddDays(-1));

    private static (DateOnly Start, DateOnly End) Narrow(string part, DateOnly start, DateOnly end)
    {
        var third = Math.Max(1, (end.DayNumber - start.DayNumber + 1) / 3);
        return part switch
        {
            "EARLY" or "BEGINNING OF" or "START OF" => (start, start.AddDays(third - 1)),
            "MID" or "MID-" or "MIDDLE OF" => (start.AddDays(third), end.AddDays(-third)),
            "LATE" or "END OF" => (end.AddDays(1 - third), end),
            _ => (start, end),
        };
    }

    private static int WeeksUntil(DateOnly today, DateOnly day) =>
        day <= today ? 0 : (int)Math.Ceiling((day.DayNumber - today.DayNumber) / 7d);

    private const string Count = @"\d{1,3}|couple|few|an?|" + Patterns.NumberWords;

    [GeneratedRegex(
        @"\b(?<within>within\s+|less\s+than\s+|up\s+to\s+)?((an?|the)\s+)?(?<low>" + Count + @")(\s*(–|—|-|to|or)\s*(?<high>" + Count + @"))?\s*(-|\s)?\s*(of\s+)?(?<unit>business\s+days?|days?|weeks?|wks?|months?|mos?|years?|yrs?)\b['’]?(\s*(?<notice>notice))?(?!\s+(of\s+experience|ago|in\s+the|with|at|in\s+business)\b)",
        Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Length();

    [GeneratedRegex(
        @"\b((?<part>early|mid-?|late|end\s+of|beginning\s+of|start\s+of|middle\s+of)\s*(-\s*)?)?((the\s+)?((?<quarter>[1-4])Q|Q(?<quarter>[1-4])|(?<quarter>[1-4])(st|nd|rd|th)\s+quarter)(\s*(of\s+)?'?(?<year>20\d\d))?"
        + @"|((?<day>\d{1,2})(st|nd|rd|th)?\s+(of\s+)?)?\b(?<month>" + Patterns.Months + @")\b\.?(\s+(?<day>\d{1,2})(st|nd|rd|th)?\b(?!\d))?(,?\s*(of\s+)?(?<year>20\d\d))?"
        + @"|(?<nextmonth>next\s+month)|(?<nextquarter>next\s+quarter)|(?<endofyear>(by\s+|at\s+)?(the\s+)?(year[\s-]end|(?<=end\s+of\s+)(the\s+|this\s+)?year|end\s+of\s+(the\s+|this\s+)?year|eoy))(\s+(?<year>20\d\d))?|(?<next>next\s+year)|(?<=(in|by|of|early|mid|late|until|-|for)[\s-])(?<year>20\d\d))\b",
        Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex When();

    [GeneratedRegex(@"\bafter\s+(?:(?:my|his|her|their|the|a|an|year[\s-]end|annual|q[1-4])\s+){0,3}(?<event>bonus(?:es)?(?:\s+(?:payout|payment))?|vest(?:ing|s)?|tax\s+season|holidays|wedding|move|graduation|exams?|deferred\s+comp(?:ensation)?)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex After();

    [GeneratedRegex(@"\b(immediate(ly)?|asap|a\.s\.a\.p|right\s+away|as\s+soon\s+as\s+possible|(available|ready|can\s+start)\s+(right\s+)?(now|today|tomorrow)|^now$|at\s+once)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Immediately();

    // "I may" is no month.
    [GeneratedRegex(@"\b(in|by|until|of|from|after|next|early|mid|late|this)[\s-]\s*$", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex MonthMay();

    [GeneratedRegex(@"\s+", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\bgard(en(ing)?)[\s-]+leave\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Garden();

    [GeneratedRegex(@"\bnotice\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Notice();

    [GeneratedRegex(@"\b(not\s+(currently\s+)?(available|looking|immediately)|unavailable|no\s+longer\s+available|isn[’']t\s+(available|looking))\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex NotAvailable();

    [GeneratedRegex(@"\b(flexible|negotiable|open|tbd|depends|any\s?time|not\s+sure)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Open();
}
