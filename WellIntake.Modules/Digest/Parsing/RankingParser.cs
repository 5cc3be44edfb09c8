using System.Text.RegularExpressions;

namespace WellIntake.Modules.Digest.Parsing;

/// <summary>A ranking or an award, in the words of the text.</summary>
/// <param name="Name">"Barron's Top 1,200", "#3 in branch".</param>
internal sealed record Recognition(string Name);

/// <summary>"Barron's Top 1,200", "Forbes Best-in-State 2023", "#3 in branch", "Chairman's Club" (DIG-3).</summary>
internal static partial class RankingParser
{
    /// <summary>Every ranking and award, in the order of the text, none twice. Empty for a text without any.</summary>
    public static IReadOnlyList<Reading<Recognition>> FindAll(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return [];
        var found = new List<Reading<Recognition>>();
        foreach (Match match in Award().Matches(text))
        {
            var name = match.Value.TrimEnd(' ', ',', '-', '\'');
            if (!found.Exists(f => f.Text.Equals(name, StringComparison.OrdinalIgnoreCase)))
                found.Add(Reading<Recognition>.Of(new Recognition(name), text, match.Index, name.Length));
        }

        return found;
    }

    private const string Year = @"(\s*,?\s*\(?(19|20)\d\d\)?)?";

    [GeneratedRegex(
        @"\b(Barron[’']?s|Forbes|Financial\s+Times|InvestmentNews|AdvisorHub|On\s+Wall\s+Street|REP\s+Magazine|Fortune|Worth\s+Magazine)\b(\s+(Top|Best([\s-]+in[\s-]+State)?|America[’']?s?|Next[\s-]Gen(eration)?|Hall\s+of\s+Fame|Most|in|of|the|by|\d[\d,]*|wealth|financial|advis[eo]rs?|advisory|management|teams?|women|list|state))*"
        + @"|(?<![\w])(ranked\s+)?(\#\s?|No\.\s?|number\s+)(\d{1,4}|one|two|three)\s+(in|of|at|among|nationwide|nationally|producer|advis[eo]r)\b(\s+(the|his|her|my|our|a|an)\b)?(\s+[A-Za-z][\w’'-]*){0,3}"
        + @"|\b(in\s+the\s+)?top\s+\d{1,3}(,\d{3})?\s?(%|percent)?(\s+(of|in|at|producers?|advis[eo]rs?|nationwide|nationally|firm-?wide|branch|region|the|firm|complex|company)\b){0,4}"
        + @"|\b(Chairman|President|Chair|Director|Executive|Master|Premier|Century|Leader|Platinum|Gold|Winner|Champion)[’']?s?[’']?\s+(Club|Council|Circle|Award)" + Year
        + @"|\b(Circle\s+of\s+(Champions|Excellence|Success|Distinction)|Pinnacle\s+(Club|Council|Award)|Hall\s+of\s+Fame|MDRT|Million\s+Dollar\s+Round\s+Table|(Court|Top)\s+of\s+the\s+Table|Five\s+Star\s+(Wealth\s+Manager|Professional)|(Rookie|Advis[eo]r|Planner|Broker|Manager)\s+of\s+the\s+Year)" + Year,
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, Patterns.TimeoutMs)]
    private static partial Regex Award();
}
