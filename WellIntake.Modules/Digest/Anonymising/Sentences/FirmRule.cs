using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Sentences;

/// <summary>The record's firms, the known ones with their abbreviations, and names that end as firms' names do.</summary>
internal sealed partial class FirmRule(Vocabulary words) : ISentenceRule
{
    public IEnumerable<Found> Find(FoldedText text, OwnWords own) =>
        OwnWords.Find(own.Firms, text, "the firm")
            .Concat(words.Firms.Find(text))
            .Concat(Named().Matches(text.Text).Select(m => new Found(m.Index, m.Length, "a firm")));

    [GeneratedRegex(
        @"\b([A-Z][\w&'’.-]*\s+(&\s+|and\s+|of\s+)?){1,4}(Securities|Advisors|Advisers|Wealth(\s+(Management|Partners|Advisors|Group))?|Capital(\s+(Partners|Management|Group|Advisors|Markets))?|Financial(\s+(Group|Services|Partners|Network|Advisors))?|Partners|Trust(\s+Company)?|Bank|Bancorp|Investments|Investment\s+(Counsel|Management|Group)|Asset\s+Management|Private\s+(Wealth|Bank)|Planning|Holdings|Group|L\.?L\.?C\.?|LLP|Inc\b\.?|Corp\b\.?|Co\b\.?)(?!\w)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Patterns.TimeoutMs)]
    private static partial Regex Named();
}
