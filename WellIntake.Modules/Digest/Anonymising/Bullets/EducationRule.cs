using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Bullets;

/// <summary>"MBA, Wharton 2009" is "Education: MBA, leading business school": degree and field, the kind of school, no name and no year.</summary>
internal sealed partial class EducationRule : IBulletRule
{
    public BulletKind Kind => BulletKind.Education;

    public string? Apply(Bullet bullet, RuleContext context)
    {
        var text = FoldedText.Of(bullet.Text);
        var fields = context.Words.Fields.Find(text).ToList();
        var said = new List<string>();
        foreach (Match match in Degree().Matches(text.Text))
        {
            var degree = match switch
            {
                _ when match.Groups["mba"].Success => "MBA",
                _ when match.Groups["law"].Success => "law degree",
                _ when match.Groups["doctor"].Success => "doctorate",
                _ when match.Groups["master"].Success => "master’s degree",
                _ => "bachelor’s degree",
            };
            var end = match.Index + match.Length;
            var field = fields.Find(f => f.Start >= end && f.Start - end <= 6);
            said.Add(field is null ? degree : $"{degree} in {field.Shown.ToLowerInvariant()}");
        }

        if (context.Words.Schools.Find(text).Select(f => f.Shown).FirstOrDefault(s => s != Ordinary) is { } school)
            said.Add(school);
        else if (said.Count == 0 && School().IsMatch(text.Text))
            said.Add(Ordinary);
        return said.Count == 0 ? null : "Education: " + string.Join(", ", said.Distinct(StringComparer.Ordinal));
    }

    private const string Ordinary = "a university";

    // With the case that degrees are written in: an "as" or a "ma" is none.
    [GeneratedRegex(
        @"(?<![\w.])((?<mba>(E?MBA|M\.B\.A\.))|(?<law>JD|J\.D\.|LL\.?[MB]\.?)|(?<doctor>Ph\.?D\.?|[Dd]octorate)|(?<master>MSF|MFin|M\.?Sc?\.?|M\.?A\.?|MAcc|[Mm]aster(’s|'s|s)?(?=\s+(degree|of|in)\b))|(?<bachelor>BBA|BSBA|B\.?S\.?c?\.?|B\.?A\.?|BCom|BFA|[Bb]achelor(’s|'s|s)?))(?!\w)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Patterns.TimeoutMs)]
    private static partial Regex Degree();

    [GeneratedRegex(@"\b(university|college|institute|school|academy)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex School();
}
