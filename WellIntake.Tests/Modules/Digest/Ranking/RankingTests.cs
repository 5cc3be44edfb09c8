using WellIntake.Modules.Digest;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Ranking;
using static WellIntake.Tests.Modules.Digest.CandidateBuilder;

namespace WellIntake.Tests.Modules.Digest.Ranking;

[TestClass]
public sealed class RankingTests
{
    private static readonly DigestSpec Spec = new() { Audience = "advisors", From = Now.AddDays(-7), To = Now, Now = Now };

    [TestMethod]
    [TestCategory("DIG-2")]
    public void Weights_OfTheKinds_FallFromTwelveToOne() =>
        CollectionAssert.AreEqual(
            Enumerable.Range(0, 13).Select(i => 12 - i).ToArray(),
            Enum.GetValues<BulletKind>().Select(BulletWeights.Of).ToArray());

    [TestMethod]
    [TestCategory("DIG-1")]
    public async Task Score_ABiggerBook_IsHigher() =>
        Assert.IsGreaterThan(await ScoreAsync("$100M", null), await ScoreAsync("$2B", null));

    [TestMethod]
    [TestCategory("DIG-4")]
    public async Task Score_ARedFlag_IsLower() =>
        Assert.IsLessThan(await ScoreAsync("$1B", "Candidate: I live in Dallas."), await ScoreAsync("$1B", "Candidate: I was terminated."));

    [TestMethod]
    [TestCategory("DIG-1")]
    public async Task Score_MoreEnthusiasm_IsHigher() =>
        Assert.IsGreaterThan(await ScoreAsync("$1B", "Candidate: I am just exploring."), await ScoreAsync("$1B", "Candidate: I am excited."));

    [TestMethod]
    [TestCategory("DIG-1")]
    public void Compare_EqualScores_TakesTheNewerThenTheId()
    {
        RankedCandidate[] ranked = [Ranked("b", 1, daysAgo: 2), Ranked("a", 1, daysAgo: 2), Ranked("c", 1, daysAgo: 1), Ranked("d", 2, daysAgo: 9)];

        Array.Sort(ranked, CandidateRanker.Compare);

        Assert.AreEqual("dcab", string.Concat(ranked.Select(r => r.Card.CandidateId)));
    }

    [TestMethod]
    [TestCategory("DIG-10")]
    [DataRow("Smith & Co., Inc.", "SMITH AND COMPANY")]
    [DataRow("Acme Wealth, L.L.C.", "acme  wealth")]
    [DataRow("The Moody's Corp", "Moodys")]
    [DataRow("Crédit Sud", "Credit Sud LLP")]
    public void Normalise_TheSameFirm_IsTheSame(string one, string other) =>
        Assert.AreEqual(FirmName.Normalise(one), FirmName.Normalise(other));

    [TestMethod]
    [TestCategory("DIG-10")]
    public void Normalise_OtherFirmsOrNone_AreNot()
    {
        Assert.AreNotEqual(FirmName.Normalise("Acme Wealth"), FirmName.Normalise("Acme Capital"));
        Assert.IsNull(FirmName.Normalise("  "));
        Assert.AreEqual("the co", FirmName.Normalise("The Co."));
    }

    [TestMethod]
    [TestCategory("DIG-10")]
    public void Choose_ThreeOfAFirm_ShowsTwoWhileThereAreOthers()
    {
        var list = new Shortlist(3);
        foreach (var candidate in new[] { Ranked("a1", 9, "acme"), Ranked("a2", 8, "acme"), Ranked("a3", 7, "acme"), Ranked("b1", 1, "bolt") })
            list.Add(candidate);

        Assert.AreEqual("a1 a2 b1", Ids(list));
    }

    [TestMethod]
    [TestCategory("DIG-10")]
    public void Choose_NothingElse_FillsUpByRank()
    {
        var list = new Shortlist(4);
        foreach (var candidate in new[] { Ranked("a4", 6, "acme"), Ranked("a1", 9, "acme"), Ranked("a2", 8, "acme"), Ranked("a3", 7, "acme"), Ranked("b1", 1, "bolt") })
            list.Add(candidate);

        Assert.AreEqual("a1 a2 a3 b1", Ids(list));
    }

    [TestMethod]
    [TestCategory("DIG-10")]
    public void Choose_NoFirm_IsNobodysThird()
    {
        var list = new Shortlist(3);
        foreach (var id in new[] { "x", "y", "z" })
            list.Add(Ranked(id, 5));
        list.Add(Ranked("b", 1, "bolt"));

        Assert.AreEqual("x y z", Ids(list));
    }

    [TestMethod]
    [TestCategory("DIG-1")]
    [DataRow(1)]
    [DataRow(6)]
    [DataRow(50)]
    public void Choose_AfterThousands_IsWhatSortingAllWouldGive(int max)
    {
        var random = new Random(7);
        var all = Enumerable.Range(0, 3000).Select(i => Ranked($"c{i:0000}", random.Next(200), random.Next(3) == 0 ? null : $"firm{random.Next(5)}")).ToList();
        var list = new Shortlist(max);
        all.ForEach(list.Add);

        all.Sort(CandidateRanker.Compare);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var within = all.Where(c => c.Firm is null || (counts[c.Firm] = counts.GetValueOrDefault(c.Firm) + 1) <= 2).Take(max).ToList();

        Assert.AreEqual(string.Join(' ', within.Select(c => c.Card.CandidateId)), Ids(list));
    }

    private static string Ids(Shortlist list) => string.Join(' ', list.Choose().Select(c => c.CandidateId));

    private static RankedCandidate Ranked(string id, double score, string? firm = null, int daysAgo = 1) => new(
        new CandidateCard
        {
            CandidateId = id,
            Reference = id,
            AlertTitle = "",
            Location = "",
            Bullets = [],
            Sentiment = new Sentiment(Mood.Neutral, 50, []),
            RedFlags = [],
            InVault = false,
            PublishedAt = Now.AddDays(-daysAgo),
            Score = score,
        },
        firm);

    private static async Task<double> ScoreAsync(string aum, string? transcript)
    {
        var candidate = Candidate(with: c => c.AumText = aum);
        var insight = transcript is null ? await ExtractAsync(candidate) : await ExtractAsync(candidate, Transcript(transcript));
        return CandidateRanker.Score(insight, [], candidate.PublishedAt, Spec);
    }
}
