using System.Globalization;
using WellIntake.Modules.Platform.Features;

namespace WellIntake.Modules.Digest.Paths;

/// <summary>Compares two digests of one request field by field. Says where they differ, never what stands there.</summary>
internal static class DigestComparison
{
    /// <summary>The fields that differ; empty when they are the same.</summary>
    /// <param name="answer">What the person saw.</param>
    /// <param name="other">What the other path made.</param>
    public static IReadOnlyList<FlagDifference> Compare(DigestOutline answer, DigestOutline other)
    {
        var differences = new List<FlagDifference>();
        Candidates(answer, other, differences);
        Each("reference", c => c.Reference);
        Each("title", c => c.Title);
        Each("location", c => c.Location);
        Each("bullets", c => string.Join('\n', c.Bullets));
        Each("mood", c => c.Mood);
        Each("flags", c => string.Join('\n', c.Flags));
        Count("totals.in_range", answer.Totals.InRange, other.Totals.InRange);
        foreach (var audience in answer.Totals.ByAudience.Keys.Union(other.Totals.ByAudience.Keys).Where(Audience.IsKnown).Order(StringComparer.Ordinal))
            Count("totals." + audience, answer.Totals.ByAudience.GetValueOrDefault(audience), other.Totals.ByAudience.GetValueOrDefault(audience));
        Count("held_back", answer.HeldBack, other.HeldBack);
        if (answer.Nearest != other.Nearest)
            differences.Add(new FlagDifference("nearest", Days(answer.Nearest) + " and " + Days(other.Nearest)));
        return differences;

        void Each(string field, Func<CandidateOutline, string> value)
        {
            var others = other.Candidates.ToDictionary(c => c.Id, StringComparer.Ordinal);
            var at = answer.Candidates.Index()
                .Where(c => others.TryGetValue(c.Item.Id, out var same) && value(c.Item) != value(same))
                .Select(c => (c.Index + 1).ToString(CultureInfo.InvariantCulture))
                .ToList();
            if (at.Count > 0)
                differences.Add(new FlagDifference(field, "at " + string.Join(", ", at)));
        }

        void Count(string field, int ours, int theirs)
        {
            if (ours != theirs)
                differences.Add(new FlagDifference(field, FormattableString.Invariant($"{ours} and {theirs}")));
        }
    }

    private static void Candidates(DigestOutline answer, DigestOutline other, List<FlagDifference> differences)
    {
        var (ours, theirs) = (answer.Candidates.Select(c => c.Id).ToList(), other.Candidates.Select(c => c.Id).ToList());
        var (missing, added) = (ours.Except(theirs).Count(), theirs.Except(ours).Count());
        if (missing > 0 || added > 0)
            differences.Add(new FlagDifference("candidates", FormattableString.Invariant($"{missing} only in the answer, {added} only in the other")));
        var both = ours.Intersect(theirs).ToList();
        if (!both.SequenceEqual(theirs.Intersect(ours), StringComparer.Ordinal))
        {
            var first = both.Zip(theirs.Intersect(ours)).TakeWhile(pair => pair.First == pair.Second).Count();
            differences.Add(new FlagDifference("order", FormattableString.Invariant($"from {ours.IndexOf(both[first]) + 1} on")));
        }
    }

    private static string Days(NearestRange? nearest) => nearest is null ? "none" : FormattableString.Invariant($"{nearest.DaysAgo} days ago");
}
