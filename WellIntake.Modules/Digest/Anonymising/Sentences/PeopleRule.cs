using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Sentences;

/// <summary>The candidate's name in its many forms, those of people in the record, and others by a title or a first name.</summary>
internal sealed partial class PeopleRule(Vocabulary words) : ISentenceRule
{
    public IEnumerable<Found> Find(FoldedText text, OwnWords own)
    {
        foreach (var found in OwnWords.Find(own.Names, text, "[name]"))
            yield return found;
        foreach (Match match in Titled().Matches(text.Text))
            yield return new Found(match.Index, match.Length, "[name]");
        foreach (var given in words.GivenNames.Find(text))
        {
            var surname = Surname().Match(text.Text, given.Start + given.Length);
            yield return new Found(given.Start, given.Length + surname.Length, "[name]");
        }
    }

    [GeneratedRegex(@"\b(Mr|Mrs|Ms|Miss|Dr|Prof)\b\.?\s+[A-Z][\w’'-]+(\s+[A-Z][\w’'-]+)?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Patterns.TimeoutMs)]
    private static partial Regex Titled();

    [GeneratedRegex(@"\G(\s+[A-Z]\.)?\s+[A-Z][\w’'-]+", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Patterns.TimeoutMs)]
    private static partial Regex Surname();
}
