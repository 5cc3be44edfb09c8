using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Sentences;

/// <summary>Firms' own programmes, which tell the firm: "the PMD program".</summary>
internal sealed partial class ProgrammeRule(Vocabulary words) : ISentenceRule
{
    public IEnumerable<Found> Find(FoldedText text, OwnWords own) =>
        words.Programmes.Find(text).Concat(Named().Matches(text.Text).Select(m => new Found(m.Index, m.Length, "a firm's programme")));

    [GeneratedRegex(@"\b([A-Z][\w&’'-]*\s+){1,4}([Pp]rogram(me)?|[Tt]raining|[Aa]cademy|[Ii]nitiative)\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Patterns.TimeoutMs)]
    private static partial Regex Named();
}
