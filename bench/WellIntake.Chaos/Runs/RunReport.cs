using WellIntake.Chaos.Counting;

namespace WellIntake.Chaos.Runs;

/// <summary>What a run found.</summary>
/// <param name="Name">Which run.</param>
/// <param name="Seed">What it was drawn from.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Tally">What became of the requests.</param>
/// <param name="Figures">What else was measured, in words.</param>
/// <param name="Violations">What did not hold.</param>
internal sealed record RunReport(
    string Name, int Seed, TimeSpan Elapsed, Tally Tally, IReadOnlyList<KeyValuePair<string, string>> Figures, IReadOnlyList<Violation> Violations);
