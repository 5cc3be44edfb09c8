using WellIntake.Modules.Platform.Teams;
using WellIntake.Modules.Platform.Teams.Connector;

namespace WellIntake.Tests.Platform.Teams.Connector;

[TestClass]
[TestCategory("TEA-4")]
public sealed class SlidingWindowsTests
{
    private static readonly (int Sends, TimeSpan Window)[] Limits = [.. new TeamsOptions().EffectiveConversationLimits.Select(l => (l.Sends, l.Window))];

    [TestMethod]
    [DataRow(0)]
    [DataRow(50)]
    [DataRow(3000)]
    public void NextAllowed_AskedAllTheTime_UsesEveryWindowAndOverrunsNone(int idleMilliseconds)
    {
        var random = new Random(3);
        var windows = new SlidingWindows(Limits);
        var now = TimeSpan.Zero;
        var sent = new List<TimeSpan>();
        for (var i = 0; i < 6000; i++)
        {
            now += TimeSpan.FromMilliseconds(random.Next(idleMilliseconds + 1));
            if (windows.NextAllowed() is var next && next > now)
                now = next;
            windows.Record(now);
            sent.Add(now);
        }

        foreach (var (most, window) in Limits)
        {
            var fullest = Fullest(sent, window);
            Assert.IsLessThanOrEqualTo(most, fullest, $"{window}");
            if (idleMilliseconds == 0)
                Assert.AreEqual(most, fullest, $"{window} is used to the full");
        }
    }

    [TestMethod]
    public void IsIdle_OnlyAfterTheLongestWindow()
    {
        var windows = new SlidingWindows(Limits);
        Assert.IsTrue(windows.IsIdle(TimeSpan.Zero));
        windows.Record(TimeSpan.Zero);
        Assert.IsFalse(windows.IsIdle(TimeSpan.FromMinutes(59)));
        Assert.IsTrue(windows.IsIdle(TimeSpan.FromMinutes(60)));
    }

    private static int Fullest(List<TimeSpan> sent, TimeSpan window)
    {
        var fullest = 0;
        for (int from = 0, to = 0; to < sent.Count; to++)
        {
            while (sent[to] - sent[from] >= window)
                from++;
            fullest = Math.Max(fullest, to - from + 1);
        }

        return fullest;
    }
}
