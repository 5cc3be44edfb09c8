using System.Buffers;
using System.Text.RegularExpressions;

namespace WellIntake.Modules.Digest.Parsing;

/// <summary>A degree, a school, or both.</summary>
/// <param name="Degree">As written, such as "MBA"; null when only a school is named.</param>
/// <param name="School">As written; null when only a degree is named.</param>
internal sealed record Education(string? Degree, string? School);

/// <summary>"MBA, Wharton", "B.S. in Finance from the University of Texas" (DIG-3).</summary>
internal static partial class EducationParser
{
    // Nearly no sentence has one of these; the expressions try every word that begins with a capital.
    private static readonly SearchValues<string> DegreeParts = SearchValues.Create(
        ["BA", "B.A", "BS", "B.S", "BCom", "JD", "J.D", "LL", "Ph", "MS", "M.S", "MFin", "MA", "M.A", "achelor", "aster", "octorate"], StringComparison.Ordinal);

    private static readonly SearchValues<string> SchoolParts = SearchValues.Create(
        [
            "University", "College", "Institute", "School", "Wharton", "Harvard", "Stanford", "Yale", "Princeton", "Columbia", "Cornell", "Dartmouth", "Duke",
            "MIT", "NYU", "UCLA", "USC", "Booth", "Kellogg", "Georgetown", "Vanderbilt", "Villanova", "Notre", "Rutgers", "Baylor", "SMU", "TCU", "LSU", "UNC",
            "Penn", "Ohio", "Texas",
        ],
        StringComparison.Ordinal);

    /// <summary>Each degree with the school that is named beside it. Empty for a text with neither.</summary>
    public static IReadOnlyList<Reading<Education>> FindAll(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return [];

        var (mayHaveDegree, mayHaveSchool) = (text.AsSpan().ContainsAny(DegreeParts), text.AsSpan().ContainsAny(SchoolParts));
        if (!mayHaveDegree && !mayHaveSchool)
            return [];

        IReadOnlyList<Match> schools = mayHaveSchool ? School().Matches(text) : [];
        var used = new HashSet<int>();
        var found = new List<Reading<Education>>();
        foreach (var degree in mayHaveDegree ? Degree().Matches(text) : Enumerable.Empty<Match>())
        {
            var end = degree.Index + degree.Length;
            var school = schools.FirstOrDefault(s => s.Index >= end && s.Index - end <= 40 && !used.Contains(s.Index) && text.AsSpan(end, s.Index - end).IndexOfAny(";.\n") < 0);
            if (school is not null)
                used.Add(school.Index);
            found.Add(Reading<Education>.Of(new Education(degree.Value.Trim(), school?.Value), text, degree.Index, (school is null ? end : school.Index + school.Length) - degree.Index));
        }

        foreach (var school in schools)
        {
            if (!used.Contains(school.Index))
                found.Add(Reading<Education>.Of(new Education(null, school.Value), text, school.Index, school.Length));
        }

        return found;
    }

    // The case tells a Bachelor of Arts from a sheep, and an MA from Massachusetts needs its subject.
    [GeneratedRegex(
        @"(?<![\w.])(MBA|M\.B\.A\.|EMBA|BBA|BSBA|B\.?S\.?c?\.?(?![\w])|B\.?A\.?(?![\w])|BCom|JD|J\.D\.|LL\.?M\.?|LL\.?B\.?|Ph\.?D\.?|MSF|MFin|M\.?Sc?\.?(?=\s+(in|from)\b)|M\.A\.|MA(?=\s+in\b)|MSc|[Bb]achelor(’s|'s|s)?(\s+degree|\s+of\s+[A-Z]\w+)?|[Mm]aster(’s|'s|s)?(\s+degree|\s+of\s+[A-Z]\w+)(?!\s+(Club|Council|Circle))|[Dd]octorate)(\s+in\s+[A-Z][\w&]*(\s+([A-Z][\w&]*|and))*)?",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Patterns.TimeoutMs)]
    private static partial Regex Degree();

    [GeneratedRegex(
        @"\b(University\s+of\s+(the\s+)?[A-Z][\w’'-]*(\s+[A-Z][\w’'-]*){0,3}|([A-Z][\w&’'.-]*\s+){1,4}(University|College|Institute\s+of\s+Technology|School\s+of\s+(Business|Law|Management|Economics))|Wharton|Harvard|Stanford|Yale|Princeton|Columbia|Cornell|Dartmouth|Duke|MIT|NYU|UCLA|USC|Booth|Kellogg|Georgetown|Vanderbilt|Villanova|Notre\s+Dame|Rutgers|Baylor|SMU|TCU|LSU|UNC|Penn\s+State|Ohio\s+State|Texas\s+A&M|Boston\s+College)\b",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Patterns.TimeoutMs)]
    private static partial Regex School();
}
