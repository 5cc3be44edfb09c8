namespace WellIntake.Modules.Digest.Ranking;

/// <summary>
/// Keeps the best of however many candidates there are in little memory, at most two of one firm unless nothing else is
/// there (DIG-10).
/// </summary>
internal sealed class Shortlist(int max)
{
    /// <summary>Of one firm, as long as there are others.</summary>
    public const int MostOfAFirm = 2;

    private readonly List<RankedCandidate> _kept = [];

    /// <summary>Takes a candidate in; the order of adding makes no difference.</summary>
    public void Add(RankedCandidate candidate)
    {
        _kept.Add(candidate);
        if (_kept.Count >= max * 4 + 64)
            Prune();
    }

    /// <summary>At most <c>max</c>, the best first.</summary>
    public IReadOnlyList<CandidateCard> Choose()
    {
        Prune();
        var (within, over) = Divide();
        var chosen = within.Take(max).ToList();
        chosen.AddRange(over.Take(max - chosen.Count));
        chosen.Sort(CandidateRanker.Compare);
        return [.. chosen.Select(c => c.Card)];
    }

    // The best of both kinds, max each, are all that any later candidate can leave standing.
    private void Prune()
    {
        _kept.Sort(CandidateRanker.Compare);
        var (within, over) = Divide();
        _kept.Clear();
        _kept.AddRange(within.Take(max));
        _kept.AddRange(over.Take(max));
        _kept.Sort(CandidateRanker.Compare);
    }

    // A candidate without a firm is nobody's third.
    private (List<RankedCandidate> Within, List<RankedCandidate> Over) Divide()
    {
        var ofFirm = new Dictionary<string, int>(StringComparer.Ordinal);
        var (within, over) = (new List<RankedCandidate>(), new List<RankedCandidate>());
        foreach (var candidate in _kept)
        {
            var count = candidate.Firm is null ? 0 : ofFirm[candidate.Firm] = ofFirm.GetValueOrDefault(candidate.Firm) + 1;
            (count <= MostOfAFirm ? within : over).Add(candidate);
        }

        return (within, over);
    }
}
