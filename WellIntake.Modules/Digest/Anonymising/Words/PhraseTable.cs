using System.Buffers;
using WellIntake.Modules.Digest.Extraction;

namespace WellIntake.Modules.Digest.Anonymising.Words;

/// <summary>Where a phrase stands, and what is said instead.</summary>
internal sealed record Found(int Start, int Length, string Shown);

/// <summary>The phrases of a list, found in texts whatever their case, accents and hyphens.</summary>
internal sealed class PhraseTable
{
    // Full stops and commas are part of many names: St. Louis, Top 1,200.
    private static readonly SearchValues<char> Joints = SearchValues.Create(".,:;()!?–—/+&");

    private readonly PhraseLexicon<(string Shown, bool IsProper)> _phrases = new();

    /// <summary>A phrase beginning with <c>^</c> is found only where the text begins it with a capital; so is a word of up to three letters, all of whose letters must be capitals.</summary>
    public PhraseTable(IEnumerable<WordLine> lines)
    {
        foreach (var line in lines)
        {
            foreach (var phrase in line.Phrases)
            {
                var isProper = phrase[0] == '^';
                var bare = Plain(FoldedText.Of(isProper ? phrase[1..] : phrase).Folded);
                _phrases.Add(bare, (line.Shown, isProper));
            }
        }
    }

    /// <summary>Every phrase in the text, the longest at each place; none overlap.</summary>
    public IEnumerable<Found> Find(FoldedText text)
    {
        var words = Extraction.Words.Of(Plain(text.Folded));
        foreach (var (index, length, (shown, isProper)) in _phrases.Find(words))
        {
            var (first, last) = (words[index], words[index + length - 1]);
            var span = text.Text.AsSpan(first.Start, last.Start + last.Length - first.Start);
            var isShort = length == 1 && first.Length <= 3;
            if (isProper && !char.IsUpper(span[0]) || isShort && span.ContainsAnyInRange('a', 'z'))
                continue;
            yield return new Found(first.Start, span.Length, shown);
        }
    }

    private static string Plain(string folded) => folded.AsSpan().IndexOfAny(Joints) < 0
        ? folded
        : string.Create(folded.Length, folded, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = Joints.Contains(text[i]) ? ' ' : text[i];
        });
}
