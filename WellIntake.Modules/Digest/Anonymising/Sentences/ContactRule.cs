using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Sentences;

/// <summary>E-mail addresses, links, handles and phone numbers, also where they are spelled out ("jane at example dot com").</summary>
internal sealed partial class ContactRule : ISentenceRule
{
    public IEnumerable<Found> Find(FoldedText text, OwnWords own)
    {
        foreach (Match match in Email().Matches(text.Folded))
            yield return new Found(match.Index, match.Length, "[address]");
        foreach (Match match in Link().Matches(text.Folded))
            yield return new Found(match.Index, match.Length, "[link]");
        foreach (Match match in Handle().Matches(text.Folded))
            yield return new Found(match.Index, match.Length, "[handle]");
        foreach (Match match in Phone().Matches(text.Folded))
            yield return new Found(match.Index, match.Length, "[number]");
        foreach (Match match in SpokenPhone().Matches(text.Folded))
            yield return new Found(match.Index, match.Length, "[number]");
    }

    [GeneratedRegex(@"[\w.+'-]+(\s+dot\s+\w+){0,4}\s*(@|\(at\)|\[at\]|\{at\}|\sat\s)\s*[\w-]+(\s*(\.|\(dot\)|\[dot\]|\sdot\s)\s*[\w-]+)+", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Email();

    [GeneratedRegex(@"\b(https?://|www\.)\S+|\b[\w-]+(\.[\w-]+)*\s?(\.|\sdot\s)\s?(com|net|org|io|edu|gov|biz|info|us|co|ai|app|me)\b(\s?/\s?[\w./?=&%-]*)?|\b(linkedin|brokercheck|facebook|twitter)\s?/\s?[\w/-]+", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<!\w)@\w{2,}", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Handle();

    [GeneratedRegex(@"(?<![\w$€£.,])\+?\(?\d(?:[\s().·/–—-]{0,3}\d){6,14}(?!\w)(\s*(ext|x)\.?\s*\d+)?", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Phone();

    [GeneratedRegex(@"\b((zero|oh|o|one|two|three|four|five|six|seven|eight|nine|double|triple)[\s,.-]+){5,}(zero|oh|o|one|two|three|four|five|six|seven|eight|nine)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex SpokenPhone();
}
