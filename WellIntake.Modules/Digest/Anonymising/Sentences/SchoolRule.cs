using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Sentences;

/// <summary>The record's schools, the known ones, and names that are made as schools' names are.</summary>
internal sealed partial class SchoolRule(Vocabulary words) : ISentenceRule
{
    public IEnumerable<Found> Find(FoldedText text, OwnWords own) =>
        OwnWords.Find(own.Schools, text, "a school")
            .Concat(words.Schools.Find(text))
            .Concat(Named().Matches(text.Text).Select(m => new Found(m.Index, m.Length, "a university")));

    [GeneratedRegex(
        @"\b(University|College|School|Institute)\s+of\s+(the\s+)?[A-Z][\w’'-]*(\s+[A-Z][\w’'-]*|\s+at\s+[A-Z][\w’'-]*){0,3}|\b([A-Z][\w&’'.-]*\s+(of\s+)?){1,4}(University|College|Institute(\s+of\s+Technology)?|Academy|(Graduate\s+)?School(\s+of\s+\w+)?|State|Tech)\b",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Patterns.TimeoutMs)]
    private static partial Regex Named();
}
