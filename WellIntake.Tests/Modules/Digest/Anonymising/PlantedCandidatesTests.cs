using FsCheck;
using FsCheck.Fluent;
using WellIntake.Benchmarks.Anonymising;

namespace WellIntake.Tests.Modules.Digest.Anonymising;

/// <summary>QUA-6 in short; <c>bench/WellIntake.Benchmarks -- anonymise</c> in full.</summary>
[TestClass]
[TestCategory("QUA-6")]
public sealed class PlantedCandidatesTests
{
    [TestMethod]
    public async Task Anonymise_PlantedCandidates_LeakNothing()
    {
        var run = new AnonymiseRun();
        for (var i = 0; i < 100; i++)
        {
            var candidate = new PlantedCandidate(seed: 41, i, AnonymiseRun.Now);
            await run.AddAsync(candidate.Evidence, candidate.Tokens);
        }

        Assert.IsEmpty(run.Leaks, string.Join('\n', run.Leaks));
        Assert.AreEqual(100, run.Candidates);
        Assert.IsLessThan(0.01, run.HeldBackRate);
        Assert.IsLessThan(0.05, run.Sentences.Refused / (double)run.Sentences.All);
    }

    [TestMethod]
    public async Task Anonymise_SeedAndSamples_HoldsBackUnderOnePercent()
    {
        var run = new AnonymiseRun();
        foreach (var evidence in CleanCandidates.Seeded(300, AnonymiseRun.Now).Concat(CleanCandidates.Samples(AnonymiseRun.Now)))
            await run.AddAsync(evidence, []);

        Assert.IsLessThan(0.01, run.HeldBackRate, string.Join('\n', run.HeldBackForNothing));
        Assert.IsGreaterThan(350, run.Candidates);
    }

    [TestMethod]
    public void Anonymise_AnyPlantedCandidate_HoldsNoPlantedToken() =>
        Prop.ForAll(
            Gen.Choose(0, 1_000_000).ToArbitrary(),
            async index =>
            {
                var candidate = new PlantedCandidate(seed: 97, index, AnonymiseRun.Now);
                var run = new AnonymiseRun();
                await run.AddAsync(candidate.Evidence, candidate.Tokens);
                Assert.IsEmpty(run.Leaks, string.Join('\n', run.Leaks));
            })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [TestMethod]
    public void Find_ATokenThatIsThere_IsSeenByTheScanner()
    {
        Assert.IsNotNull(PlainScanner.Find([new Token("Zorvel")], "at ZORVEL's"));
        Assert.IsNotNull(PlainScanner.Find([new Token("ML", true)], "of ML."));
        Assert.IsNull(PlainScanner.Find([new Token("ML", true)], "HTML ml"));
    }
}
