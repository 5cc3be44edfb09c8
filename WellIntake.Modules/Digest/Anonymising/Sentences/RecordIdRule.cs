using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Sentences;

/// <summary>The record's ids, and what looks like one: CRD numbers, locators, long runs of digits, digits among letters.</summary>
internal sealed partial class RecordIdRule : ISentenceRule
{
    public IEnumerable<Found> Find(FoldedText text, OwnWords own) =>
        OwnWords.Find(own.Ids, text, "[id]").Concat(Id().Matches(text.Folded).Select(m => new Found(m.Index, m.Length, "[id]")));

    [GeneratedRegex(@"\btwav[\W_]{0,2}[a-z0-9]{4,16}\b|\b(crd|crm|finra|iard|sec|id|nmls)\s*(no\.?|number|#|id|:)*\s*\d[\d-]{2,}|(?<![\w$€£.,])\d{6,}(?![\w,.]*\d)|\b(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{8,}\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Id();
}
