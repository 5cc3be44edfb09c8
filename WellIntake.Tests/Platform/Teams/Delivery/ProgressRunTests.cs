using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Teams.Delivery;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Teams.Delivery;

/// <summary>When progress is looked at, and that nothing of it comes after the end.</summary>
[TestClass]
[TestCategory("WEB-5")]
public sealed class ProgressRunTests
{
    private static readonly TimeSpan After = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2.5);
    private readonly FakeTime _time = new();
    private readonly List<string?> _seen = [];

    [TestMethod]
    public async Task Work_ShorterThanTheWait_IsNeverLookedAt()
    {
        var run = Run((_, _) => Task.FromResult(true));
        run.Report(new RequestProgress("1"));

        _time.Advance(After - TimeSpan.FromMilliseconds(1));

        Assert.IsFalse(await run.EndAsync());
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.IsEmpty(_seen);
    }

    [TestMethod]
    public async Task Reports_ManyInBetween_OnlyTheNewestIsSeenAtMostOncePerInterval()
    {
        var run = Run((_, _) => Task.FromResult(true));
        for (var i = 0; i < 1000; i++)
        {
            run.Report(new RequestProgress(i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        // 10 s: looks at 2, 4.5, 7 and 9.5 s.
        CollectionAssert.AreEqual(new[] { "199", "449", "699", "949" }, _seen);
        Assert.IsFalse(await run.EndAsync());
    }

    [TestMethod]
    public async Task Report_ShownAlready_IsNotShownAgain_ButOneThatWasNotIs()
    {
        var shows = false;
        var run = Run((_, _) => Task.FromResult(shows));
        run.Report(new RequestProgress("1"));
        _time.Advance(After);
        shows = true;
        _time.Advance(Interval);
        _time.Advance(Interval);

        CollectionAssert.AreEqual(new[] { "1", "1", null }, _seen);
        await run.EndAsync();
    }

    [TestMethod]
    public async Task End_LookUnderWayEndsWithinTheGrace_IsWaitedForAndNotCutOff()
    {
        var look = new TaskCompletionSource<bool>();
        var run = Run((_, _) => look.Task);
        run.Report(new RequestProgress("1"));
        _time.Advance(After);

        var ending = run.EndAsync();
        Assert.IsFalse(ending.IsCompleted);
        look.SetResult(true);

        Assert.IsFalse(await ending);
        run.Report(new RequestProgress("2"));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.HasCount(1, _seen);
    }

    [TestMethod]
    public async Task End_LookHangs_IsCutOffAfterTheGraceAndSaysSo()
    {
        var run = Run(async (_, ct) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, ct);
            return true;
        });
        run.Report(new RequestProgress("1"));
        _time.Advance(After);

        var ending = run.EndAsync();
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.IsFalse(ending.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.IsTrue(await ending);
        Assert.IsTrue(await run.EndAsync(), "the second to ask got another answer");
    }

    private ProgressRun Run(Func<RequestProgress?, CancellationToken, Task<bool>> look) => new(
        After, Interval, TimeSpan.FromSeconds(1), _time,
        (progress, ct) =>
        {
            _seen.Add(progress?.Text);
            return look(progress, ct);
        });
}
