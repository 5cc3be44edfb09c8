using WellIntake.Modules.Digest;
using WellIntake.Modules.Digest.Paths;

namespace WellIntake.Tests.Modules.Digest.Paths;

/// <summary>What counts as a difference between two digests, and what is told of it.</summary>
[TestClass, TestCategory("FLG-2")]
public sealed class DigestComparisonTests
{
    [TestMethod]
    public void Compare_TheSame_FindsNothing() => Assert.IsEmpty(DigestComparison.Compare(Outline("a", "b"), Outline("a", "b")));

    [TestMethod]
    public void Compare_EachField_IsFoundByItsName()
    {
        var answer = Outline("a", "b", "c");
        Found("title: at 2", answer, Change(answer, 1, c => c with { Title = "x" }));
        Found("reference: at 1", answer, Change(answer, 0, c => c with { Reference = "x" }));
        Found("location: at 3", answer, Change(answer, 2, c => c with { Location = "x" }));
        Found("bullets: at 1", answer, Change(answer, 0, c => c with { Bullets = ["one", "2"] }));
        Found("bullets: at 1", answer, Change(answer, 0, c => c with { Bullets = ["two", "one"] }));
        Found("mood: at 1", answer, Change(answer, 0, c => c with { Mood = "x" }));
        Found("flags: at 1", answer, Change(answer, 0, c => c with { Flags = ["x"] }));
        Found("candidates: 1 only in the answer, 0 only in the other", answer, Outline("a", "b"));
        Found("candidates: 1 only in the answer, 1 only in the other", answer, Outline("a", "b", "z"));
        Found("order: from 2 on", answer, Outline("a", "c", "b"));
        Found("totals.in_range: 9 and 8", answer, answer with { Totals = answer.Totals with { InRange = 8 } });
        Found("totals.advisors: 9 and 0", answer, answer with { Totals = new DigestTotals(9, new Dictionary<string, int>()) });
        Found("held_back: 0 and 2", answer, answer with { HeldBack = 2 });
        Found("nearest: none and 3 days ago", answer, answer with { Nearest = new NearestRange(CandidateBuilder.Now, 3, 7) });
    }

    [TestMethod]
    public void Compare_Several_FindsAllOfThem()
    {
        var answer = Outline("a", "b");
        var other = Change(Change(answer, 0, c => c with { Title = "x" }), 1, c => c with { Title = "y", Mood = "z" });

        CollectionAssert.AreEqual(
            new[] { "title: at 1, 2", "mood: at 2" }, DigestComparison.Compare(answer, other).Select(d => $"{d.Field}: {d.Detail}").ToList());
    }

    [TestMethod, TestCategory("OBS-3")]
    public void Compare_Differences_TellNothingOfThePerson()
    {
        var answer = Outline("a");
        var other = new DigestOutline(
            [new CandidateOutline("Pat Example", "Pat", "Pat", "Pat", ["Pat"], "Pat", ["Pat"])], new DigestTotals(1, new Dictionary<string, int> { ["Pat"] = 1 }), null, 0);

        Assert.DoesNotContain("Pat", string.Concat(DigestComparison.Compare(answer, other)));
        Assert.DoesNotContain("Pat", string.Concat(DigestComparison.Compare(answer, other with { Candidates = [other.Candidates[0] with { Id = "a" }] })));
    }

    private static void Found(string expected, DigestOutline answer, DigestOutline other) =>
        Assert.AreEqual(expected, string.Join(" | ", DigestComparison.Compare(answer, other).Select(d => $"{d.Field}: {d.Detail}")));

    private static DigestOutline Change(DigestOutline outline, int at, Func<CandidateOutline, CandidateOutline> change) =>
        outline with { Candidates = [.. outline.Candidates.Select((c, n) => n == at ? change(c) : c)] };

    private static DigestOutline Outline(params string[] ids) => new(
        [.. ids.Select(id => new CandidateOutline(id, "TWAV-" + id, "Advisor", "Dallas", ["one", "two"], "Positive 80", []))],
        new DigestTotals(9, new Dictionary<string, int> { ["advisors"] = 9 }), null, 0);
}
