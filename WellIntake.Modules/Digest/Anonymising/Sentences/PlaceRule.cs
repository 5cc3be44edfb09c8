using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Sentences;

/// <summary>Cities: those of a metro by its name, the record's own by its region, others where a state stands behind them; states by their region.</summary>
internal sealed partial class PlaceRule(Vocabulary words) : ISentenceRule
{
    public IEnumerable<Found> Find(FoldedText text, OwnWords own)
    {
        foreach (var found in OwnWords.Find(own.City, text, own.PlaceShown is { } place ? "the " + place : "their city"))
            yield return found;
        foreach (var found in words.Cities.Find(text))
            yield return found;
        foreach (Match match in WithState().Matches(text.Text))
        {
            if (words.Place(match.Groups["city"].Value, match.Groups["state"].Value) is { } region)
                yield return new Found(match.Index, match.Length, "the " + region);
        }

        foreach (var found in words.Regions.Find(text))
            yield return found;
    }

    [GeneratedRegex(@"\b(?<city>[A-Z][\w’'.-]*(\s[A-Z][\w’'.-]*){0,2}),\s*(?<state>[A-Z]{2}|[A-Z][a-z]+(\s[A-Z][a-z]+)?)\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Patterns.TimeoutMs)]
    private static partial Regex WithState();
}
