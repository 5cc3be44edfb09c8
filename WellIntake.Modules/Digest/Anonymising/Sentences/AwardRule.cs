using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Sentences;

/// <summary>Awards and rankings: those of the list as it generalises them, others that can be told by their form as "an award".</summary>
internal sealed class AwardRule(Vocabulary words) : ISentenceRule
{
    public IEnumerable<Found> Find(FoldedText text, OwnWords own)
    {
        var listed = words.Awards.Find(text).ToList();
        foreach (var award in RankingParser.FindAll(text.Text))
        {
            var span = award.Span;
            var kind = listed.Find(f => span.Overlaps(new TextSpan(f.Start, f.Length)));
            yield return new Found(span.Start, span.Length, kind is null ? "an award" : Spoken(kind.Shown));
        }

        foreach (var found in listed)
            yield return found with { Shown = Spoken(found.Shown) };
    }

    private static string Spoken(string shown) => "[" + char.ToLowerInvariant(shown[0]) + shown[1..] + "]";
}
