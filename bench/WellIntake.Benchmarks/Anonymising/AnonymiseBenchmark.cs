using System.Diagnostics;
using System.Globalization;

namespace WellIntake.Benchmarks.Anonymising;

/// <summary>
/// QUA-6: 2,000 candidates with planted identifiers, judged by a plain scanner; what their cards still say; and how many
/// of the seed and the samples are held back for nothing.
/// </summary>
internal sealed class AnonymiseBenchmark : IBenchmark
{
    private const int Count = 2_000;

    public string Name => "anonymise";

    public async Task RunAsync(BenchmarkSettings settings)
    {
        var planted = new AnonymiseRun();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Count; i++)
        {
            var candidate = new PlantedCandidate(seed: 6, i, AnonymiseRun.Now);
            await planted.AddAsync(candidate.Evidence, candidate.Tokens);
        }

        Console.WriteLine($"planted: {planted.Candidates:N0} candidates in {watch.Elapsed.TotalSeconds:0.0} s, {planted.Leaks.Count} leaks, {planted.HeldBackRate:P2} held back{Kinds(planted)}");
        Console.WriteLine($"planted sentences: {planted.Sentences.All:N0}, {planted.Sentences.Refused:N0} refused ({planted.Sentences.Refused / (double)planted.Sentences.All:P2})");
        foreach (var leak in planted.Leaks.Take(20))
            Console.WriteLine("  LEAK " + leak);
        Console.WriteLine("cards shown that keep: " + string.Join(", ", planted.Kept.OrderByDescending(k => k.Value).Select(k => string.Create(CultureInfo.InvariantCulture, $"{k.Key} {k.Value / (double)Math.Max(1, planted.Shown):P0}"))));

        var clean = new AnonymiseRun();
        foreach (var evidence in CleanCandidates.Seeded(Count, AnonymiseRun.Now).Concat(CleanCandidates.Samples(AnonymiseRun.Now)))
            await clean.AddAsync(evidence, []);
        Console.WriteLine($"seed and samples: {clean.Candidates:N0} candidates, {clean.HeldBackRate:P2} held back for nothing{Kinds(clean)}; of {clean.Sentences.All:N0} sentences {clean.Sentences.Refused / (double)Math.Max(1, clean.Sentences.All):P2} refused");
        foreach (var held in clean.HeldBackForNothing.Take(20))
            Console.WriteLine("  HELD " + held);
        Console.WriteLine("cards shown that keep: " + string.Join(", ", clean.Kept.OrderByDescending(k => k.Value).Select(k => string.Create(CultureInfo.InvariantCulture, $"{k.Key} {k.Value / (double)Math.Max(1, clean.Shown):P0}"))));
    }

    private static string Kinds(AnonymiseRun run) =>
        run.HeldBack.Count == 0 ? "" : " (" + string.Join(", ", run.HeldBack.Select(h => $"{h.Key} {h.Value}")) + ")";
}
