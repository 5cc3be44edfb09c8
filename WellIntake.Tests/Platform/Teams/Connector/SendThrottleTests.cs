using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Teams;
using WellIntake.Modules.Platform.Teams.Connector;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Teams.Connector;

[TestClass]
[TestCategory("TEA-4")]
public sealed class SendThrottleTests
{
    private readonly FakeTime _time = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    public async Task Acquire_ManyConversations_KeepTheBotsLimit()
    {
        using var throttle = Throttle();
        var turns = Enumerable.Range(0, 120).Select(i => throttle.AcquireAsync("b", $"c{i}", Ct)).ToList();
        Assert.AreEqual(50, turns.Count(t => t.IsCompleted));
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.AreEqual(50, turns.Count(t => t.IsCompleted));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await Task.WhenAll(turns.Take(100));
        Assert.AreEqual(100, turns.Count(t => t.IsCompleted));
        _time.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(turns);
    }

    [TestMethod, TestCategory("WEB-5")]
    public void Spare_OfTeamsLimits_LeavesHalfOfEachWindowFree()
    {
        using var throttle = Throttle();
        var taken = new List<int>();
        for (var second = 0; second < 60; second++)
        {
            var n = 0;
            while (throttle.TryAcquireSpare("b", "c"))
                n++;
            taken.Add(n);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        // Of 7 in 1 s three, of 8 in 2 s four, of 60 in 30 s thirty.
        Assert.AreEqual(3, taken[0]);
        Assert.IsLessThanOrEqualTo(4, taken.Zip(taken.Skip(1), (a, b) => a + b).Max());
        Assert.AreEqual(30, taken.Take(30).Sum());
        Assert.AreEqual(60, taken.Sum());
    }

    [TestMethod, TestCategory("WEB-5")]
    public async Task Spare_SomebodyWaitsOrTheConversationPauses_IsNone()
    {
        using var throttle = Throttle();
        throttle.SlowDown("b", "paused", TimeSpan.FromSeconds(5));
        Assert.IsFalse(throttle.TryAcquireSpare("b", "paused"));
        Assert.IsTrue(throttle.TryAcquireSpare("b", "free"));

        for (var i = 0; i < 7; i++)
            await throttle.AcquireAsync("b", "busy", Ct);
        var waits = throttle.AcquireAsync("b", "busy", Ct);
        Assert.IsFalse(throttle.TryAcquireSpare("b", "free"));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.IsTrue(await waits);
        Assert.IsTrue(throttle.TryAcquireSpare("b", "free"));
    }

    [TestMethod]
    public async Task Acquire_OtherBot_IsNotHeldUp()
    {
        using var throttle = Throttle();
        for (var i = 0; i < 50; i++)
            await throttle.AcquireAsync("b1", null, Ct);
        Assert.IsFalse(throttle.AcquireAsync("b1", null, Ct).IsCompleted);
        Assert.IsTrue(throttle.AcquireAsync("b2", null, Ct).IsCompletedSuccessfully);
    }

    [TestMethod]
    public async Task Acquire_ThreadsOfOneChannel_ShareItsLimit()
    {
        using var throttle = Throttle();
        for (var i = 0; i < 7; i++)
            Assert.IsTrue(await throttle.AcquireAsync("b", $"19:c;messageid={i}", Ct));
        Assert.IsFalse(throttle.AcquireAsync("b", "19:c;messageid=99", Ct).IsCompleted);
    }

    [TestMethod]
    public async Task Acquire_Waiting_IsInOrder()
    {
        using var throttle = Throttle(o => o.ConversationLimits = [new SendWindow { Sends = 1, Window = TimeSpan.FromSeconds(1) }]);
        await throttle.AcquireAsync("b", "c", Ct);
        var turns = Enumerable.Range(0, 5).Select(_ => throttle.AcquireAsync("b", "c", Ct)).ToList();
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.IsTrue(await turns[i]);
            Assert.AreEqual(i + 1, turns.Count(t => t.IsCompleted));
        }
    }

    [TestMethod]
    public async Task Acquire_CancelledInTheQueue_TakesNoTurn()
    {
        using var throttle = Throttle(o => o.ConversationLimits = [new SendWindow { Sends = 1, Window = TimeSpan.FromSeconds(1) }]);
        await throttle.AcquireAsync("b", "c", Ct);
        using var cancel = new CancellationTokenSource();
        var gone = throttle.AcquireAsync("b", "c", cancel.Token);
        var stays = throttle.AcquireAsync("b", "c", Ct);
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => gone);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsTrue(await stays);
    }

    [TestMethod]
    public async Task Acquire_TooLong_SaysSo_AndTakesNoTurn()
    {
        using var throttle = Throttle(o =>
        {
            o.ConversationLimits = [new SendWindow { Sends = 1, Window = TimeSpan.FromMinutes(2) }];
            o.MaxThrottleWait = TimeSpan.FromMinutes(1);
        });
        await throttle.AcquireAsync("b", "c", Ct);
        var late = throttle.AcquireAsync("b", "c", Ct);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.IsFalse(await late);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.IsTrue(throttle.AcquireAsync("b", "c", Ct).IsCompletedSuccessfully);
    }

    [TestMethod]
    public async Task SlowDown_Conversation_PausesAsAsked_OthersGo()
    {
        using var throttle = Throttle();
        throttle.SlowDown("b", "c", TimeSpan.FromSeconds(5));
        var turn = throttle.AcquireAsync("b", "c", Ct);
        Assert.IsTrue(throttle.AcquireAsync("b", "other", Ct).IsCompletedSuccessfully);
        _time.Advance(TimeSpan.FromMilliseconds(4999));
        Assert.IsFalse(turn.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.IsTrue(await turn);
    }

    [TestMethod]
    public async Task SlowDown_WhileOthersWait_MovesThemToo()
    {
        using var throttle = Throttle(o => o.ConversationLimits = [new SendWindow { Sends = 1, Window = TimeSpan.FromSeconds(1) }]);
        await throttle.AcquireAsync("b", "c", Ct);
        var turn = throttle.AcquireAsync("b", "c", Ct);
        throttle.SlowDown("b", "c", TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.IsFalse(turn.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsTrue(await turn);
    }

    [TestMethod]
    public async Task SlowDown_AgainAndAgain_PausesLonger_UntilOneGoes()
    {
        using var throttle = Throttle();
        foreach (var seconds in new[] { 1, 2, 4 })
            await PausesAsync(throttle, seconds);
        throttle.Succeeded("b", "c");
        await PausesAsync(throttle, 1);
    }

    [TestMethod, TestCategory("REL-5")]
    public async Task SlowDown_SeveralConversationsWhileMoreAreServed_OthersGo()
    {
        using var throttle = Throttle();
        for (var i = 0; i < 4; i++)
        {
            Assert.IsTrue(await throttle.AcquireAsync("b", $"served{i}", Ct));
            throttle.Succeeded("b", $"served{i}");
        }

        for (var i = 0; i < 3; i++)
            throttle.SlowDown("b", $"refused{i}", null);

        Assert.IsTrue(throttle.AcquireAsync("b", "other", Ct).IsCompletedSuccessfully);
        throttle.SlowDown("b", "refused3", null);
        Assert.IsFalse(throttle.AcquireAsync("b", "another", Ct).IsCompleted, "As many are refused as served: that is the bot's.");
    }

    [TestMethod]
    public async Task SlowDown_SeveralConversations_PauseTheBot()
    {
        using var throttle = Throttle();
        throttle.SlowDown("b", "c1", null);
        throttle.SlowDown("b", "c2", null);
        Assert.IsTrue(throttle.AcquireAsync("b", "other", Ct).IsCompletedSuccessfully);
        throttle.SlowDown("b", "c3", null);
        var turn = throttle.AcquireAsync("b", "other", Ct);
        Assert.IsFalse(turn.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsTrue(await turn);
    }

    [TestMethod]
    public async Task Gate_IdleConversations_AreForgotten()
    {
        using var gate = new BotGate(new TeamsOptions(), _time);
        for (var i = 0; i < 40; i++)
            await gate.AcquireAsync($"c{i}", TimeSpan.FromMinutes(1), Ct);
        Assert.AreEqual(40, gate.LaneCount);
        _time.Advance(TimeSpan.FromMinutes(61));
        await gate.AcquireAsync("new", TimeSpan.FromMinutes(1), Ct);
        Assert.AreEqual(1, gate.LaneCount);
    }

    private async Task PausesAsync(SendThrottle throttle, int seconds)
    {
        throttle.SlowDown("b", "c", null);
        var turn = throttle.AcquireAsync("b", "c", Ct);
        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.IsFalse(turn.IsCompleted, $"{seconds} s");
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.IsTrue(await turn);
    }

    private SendThrottle Throttle(Action<TeamsOptions>? change = null)
    {
        var options = new TeamsOptions();
        change?.Invoke(options);
        return new SendThrottle(Options.Create(options), _time);
    }
}
