using System.Text;
using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Sentences;

/// <summary>Runs a sentence through all rules in turn; each sees what the ones before have left.</summary>
internal sealed partial class SentenceScrubber(Vocabulary words)
{
    // Contacts hold names, firms hold people's names, schools hold cities: the longer thing first.
    private readonly ISentenceRule[] _rules =
    [
        new ContactRule(), new RecordIdRule(), new FirmRule(words), new SchoolRule(words), new AwardRule(words), new ProgrammeRule(words),
        new PeopleRule(words), new PlaceRule(words), new YearRule(), new FigureRule(),
    ];

    /// <summary>The sentence without what its rules know; at most <see cref="Patterns.MaxLength"/> characters of it.</summary>
    /// <exception cref="RegexMatchTimeoutException">The text is made to be slow.</exception>
    public string Scrub(string sentence, OwnWords own)
    {
        var text = FoldedText.Of(sentence.Length > Patterns.MaxLength ? sentence[..Patterns.MaxLength] : sentence);
        foreach (var rule in _rules)
            text = Replaced(text, [.. rule.Find(text, own)]);
        return Spaces().Replace(text.Text, " ").Trim();
    }

    private static FoldedText Replaced(FoldedText text, List<Found> found)
    {
        if (found.Count == 0)
            return text;
        found.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length));
        var result = new StringBuilder(text.Text.Length);
        var at = 0;
        foreach (var (start, length, shown) in found)
        {
            if (start < at)
            {
                // Of what overlaps, the rest goes too.
                at = Math.Max(at, start + length);
                continue;
            }

            result.Append(text.Text, at, start - at).Append(shown);
            at = start + length;
        }

        return FoldedText.Of(result.Append(text.Text, at, text.Text.Length - at).ToString());
    }

    [GeneratedRegex(@"\s+", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Spaces();
}
