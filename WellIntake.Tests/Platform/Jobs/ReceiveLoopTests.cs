using Npgsql;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Tests.Platform.Jobs;

[TestClass]
public sealed class ReceiveLoopTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(10_000, CooperativeCancellation = true), TestCategory("QUE-2")]
    public async Task Run_HandlerReturns_CompletesTheJob()
    {
        await using var loop = new LoopFixture();
        loop.Loop.Start();
        await loop.SendAsync("a");

        var context = await loop.Handler.NextHandledAsync(Ct);
        var left = await loop.UntilAsync(s => s.Active == 0);

        Assert.AreEqual("a", context.Id);
        Assert.AreEqual(1, context.DeliveryCount);
        Assert.AreEqual(0, left.DeadLettered);
    }

    [TestMethod, Timeout(10_000, CooperativeCancellation = true), TestCategory("QUE-5")]
    public async Task Run_TransientFailure_ComesBackLaterUnderTheSameId()
    {
        await using var loop = new LoopFixture();
        loop.Handler.Script = (_, c, _) => c.DeliveryCount == 1 ? throw new IOException("away") : Task.CompletedTask;
        loop.Loop.Start();
        await loop.SendAsync("a");
        await loop.Handler.NextHandledAsync(Ct);
        await loop.UntilAsync(s => s.Scheduled == 1);

        loop.Time.Advance(TimeSpan.FromSeconds(2));
        var second = await loop.Handler.NextHandledAsync(Ct);

        Assert.AreEqual("a", second.Id);
        Assert.AreEqual(2, second.DeliveryCount);
        await loop.UntilAsync(s => s is { Active: 0, Scheduled: 0, DeadLettered: 0 });
        Assert.AreEqual(0, loop.Handler.FailuresWaiting, "Nobody is told of a failure that was mended.");
    }

    [TestMethod, Timeout(10_000, CooperativeCancellation = true), TestCategory("QUE-5")]
    public async Task Run_LastDeliveryFails_TellsOnceAndDeadLetters()
    {
        await using var loop = new LoopFixture(maxDeliveries: 2);
        loop.Handler.Script = (_, _, _) => throw new IOException("away");
        loop.Loop.Start();
        await loop.SendAsync("a");
        await loop.Handler.NextHandledAsync(Ct);
        await loop.UntilAsync(s => s.Scheduled == 1);
        loop.Time.Advance(TimeSpan.FromSeconds(2));

        var failure = await loop.Handler.NextFailedAsync(Ct);
        await loop.UntilAsync(s => s is { DeadLettered: 1, Active: 0 });
        var dead = await loop.Queue.DeadLetters.PeekAsync(10, Ct);

        Assert.AreEqual(DeadLetterReasons.MaxDeliveries, failure.Reason);
        Assert.AreEqual(0, loop.Handler.FailuresWaiting);
        Assert.AreEqual(DeadLetterReasons.MaxDeliveries, dead[0].DeadLetterReason);
        Assert.AreEqual("a", dead[0].Id);
    }

    [TestMethod, Timeout(10_000, CooperativeCancellation = true), TestCategory("REL-4")]
    public async Task Run_DatabaseAwayForLongerThanAllDeliveries_CostsNone()
    {
        await using var loop = new LoopFixture(maxDeliveries: 2, retryDelay: TimeSpan.Zero);
        var tries = 0;
        loop.Handler.Script = (_, _, _) => ++tries <= 5 ? throw new JobQueueUnavailableException("away") : Task.CompletedTask;
        loop.Loop.Start();
        await loop.SendAsync("a");
        for (var i = 0; i < 5; i++)
            Assert.AreEqual(1, (await loop.Handler.NextHandledAsync(Ct)).DeliveryCount);

        await loop.Handler.NextHandledAsync(Ct);
        await loop.UntilAsync(s => s is { Active: 0, Scheduled: 0, DeadLettered: 0 });
        Assert.AreEqual(0, loop.Handler.FailuresWaiting);
    }

    [TestMethod, Timeout(10_000, CooperativeCancellation = true), TestCategory("QUE-10")]
    public async Task Run_BreakerOpen_WaitsUntilItIsClosedAndCostsNoDelivery()
    {
        await using var loop = new LoopFixture(maxDeliveries: 2, retryDelay: TimeSpan.Zero, lockDuration: TimeSpan.FromHours(1));
        var teams = loop.Breaker(CircuitNames.Teams);
        for (var i = 0; i < 5; i++)
            teams.Saw(answered: false, TimeSpan.Zero);
        List<CircuitState> seen = [];
        loop.Handler.Script = (_, _, _) =>
        {
            var state = teams.State;
            seen.Add(state);
            return state == CircuitState.Open
                ? throw new InvalidOperationException("wrapped", new CircuitOpenException("teams", TimeSpan.Zero))
                : Task.CompletedTask;
        };
        loop.Loop.Start();
        await loop.SendAsync("a");
        await loop.Handler.NextHandledAsync(Ct);

        for (var i = 0; i < 30; i++)
        {
            loop.Time.Advance(TimeSpan.FromSeconds(1));
            await loop.UntilAsync(s => s is { Active: 1, Scheduled: 0 });
        }

        teams.Saw(answered: true, TimeSpan.Zero);
        Assert.AreEqual(1, (await loop.AdvanceUntilHandledAsync(Ct)).DeliveryCount);
        CollectionAssert.AreEqual(new[] { CircuitState.Open, CircuitState.Closed }, seen);
        await loop.UntilAsync(s => s is { Active: 0, Scheduled: 0, DeadLettered: 0 });
    }

    [TestMethod, Timeout(10_000, CooperativeCancellation = true), TestCategory("QUE-10")]
    public async Task Run_DatabaseErrorThatOpensTheBreaker_CostsNoDelivery()
    {
        await using var loop = new LoopFixture(maxDeliveries: 2, retryDelay: TimeSpan.Zero, lockDuration: TimeSpan.FromHours(1));
        var database = loop.Breaker(CircuitNames.Postgres);
        var calls = 0;
        loop.Handler.Script = (_, _, _) =>
        {
            if (++calls > 1)
                return Task.CompletedTask;
            for (var i = 0; i < 3; i++)
                database.Saw(answered: false, TimeSpan.Zero);
            throw new NpgsqlException("gone");
        };
        loop.Loop.Start();
        await loop.SendAsync("a");
        await loop.Handler.NextHandledAsync(Ct);

        Assert.AreEqual(1, (await loop.AdvanceUntilHandledAsync(Ct)).DeliveryCount);
    }

    [TestMethod, Timeout(10_000, CooperativeCancellation = true), TestCategory("QUE-5")]
    public async Task Run_PermanentFailure_DeadLettersAtTheFirstDelivery()
    {
        await using var loop = new LoopFixture();
        loop.Handler.Script = (_, _, _) => throw new PermanentJobException("will never work");
        loop.Loop.Start();
        await loop.SendAsync("a");

        var failure = await loop.Handler.NextFailedAsync(Ct);
        await loop.UntilAsync(s => s is { DeadLettered: 1, Active: 0, Scheduled: 0 });

        Assert.AreEqual(DeadLetterReasons.ProcessingException, failure.Reason);
    }

    [TestMethod, Timeout(10_000, CooperativeCancellation = true), TestCategory("QUE-4")]
    [DataRow("not json", "JSON")]
    [DataRow("""{"message_id":"x","timestamp":"2026-01-05T09:00:00Z"}""", "lacks a required field")]
    [DataRow("""{"message_id":"x","timestamp":"2026-01-05T09:00:00Z","text":5}""", "text")]
    [DataRow("""{"message_id":"x","timestamp":"2026-01-05T09:00:00Z","text":"t","ttl_seconds":5}""", "ttl_seconds")]
    public async Task Run_UnreadableBody_DeadLettersAtOnceNamingTheField(string body, string named)
    {
        await using var loop = new LoopFixture();
        loop.Loop.Start();
        await loop.Queue.SendAsync([new JobEnvelope { Id = "x", Type = "loop_test", Body = System.Text.Encoding.UTF8.GetBytes(body) }], Ct);

        await loop.UntilAsync(s => s.DeadLettered == 1);
        var dead = (await loop.Queue.DeadLetters.PeekAsync(1, Ct))[0];

        Assert.AreEqual(DeadLetterReasons.InvalidFormat, dead.DeadLetterReason);
        StringAssert.Contains(dead.DeadLetterDescription, named);
        Assert.AreEqual(0, loop.Handler.FailuresWaiting);
    }

    [TestMethod, Timeout(10_000, CooperativeCancellation = true), TestCategory("QUE-4")]
    public async Task Run_UnknownType_DeadLetters()
    {
        await using var loop = new LoopFixture();
        loop.Loop.Start();
        await loop.Queue.SendAsync([new JobEnvelope { Id = "x", Type = "nobody_knows", Body = "{}"u8.ToArray() }], Ct);

        await loop.UntilAsync(s => s.DeadLettered == 1);

        StringAssert.Contains((await loop.Queue.DeadLetters.PeekAsync(1, Ct))[0].DeadLetterDescription, "nobody_knows");
    }

    [TestMethod, Timeout(10_000, CooperativeCancellation = true), TestCategory("QUE-6")]
    public async Task Run_LongWork_KeepsItsLock()
    {
        await using var loop = new LoopFixture();
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        IJobLease? lease = null;
        loop.Handler.Script = (_, context, ct) =>
        {
            lease = context.Lease;
            return finish.Task.WaitAsync(ct);
        };
        loop.Loop.Start();
        await loop.SendAsync("a");
        await loop.Handler.NextHandledAsync(Ct);

        // Ten times the lock's 40 s, in the steps that renewal looks in; the clock moves on once half of the lock is there again.
        for (var step = 0; step < 80; step++)
        {
            loop.Time.Advance(TimeSpan.FromSeconds(5));
            while (lease!.LockedUntil - loop.Time.GetUtcNow() < TimeSpan.FromSeconds(20))
            {
                Ct.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }

        Assert.AreEqual(1, (await loop.Queue.GetStatisticsAsync(Ct)).Leased, "The job is still in the same hands.");
        finish.SetResult();
        await loop.UntilAsync(s => s is { Active: 0, DeadLettered: 0 });
    }

    [TestMethod, Timeout(10_000, CooperativeCancellation = true), TestCategory("QUE-7")]
    public async Task Stop_HandlerRuns_LetsItFinish()
    {
        await using var loop = new LoopFixture();
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Handler.Script = (_, _, ct) => finish.Task.WaitAsync(ct);
        loop.Loop.Start();
        await loop.SendAsync("a");
        await loop.Handler.NextHandledAsync(Ct);

        var stopping = loop.Loop.StopAsync(Ct);
        await loop.SendAsync("b");
        finish.SetResult();
        await stopping;
        var left = await loop.Queue.GetStatisticsAsync(Ct);

        Assert.AreEqual(1, left.Active, "The first is completed; the second was not taken any more.");
        Assert.AreEqual("b", (await loop.Queue.PeekAsync(1, Ct))[0].Id);
    }

    [TestMethod, Timeout(10_000, CooperativeCancellation = true), TestCategory("QUE-7")]
    public async Task Stop_GraceOver_GivesTheJobBackWithoutBurningADelivery()
    {
        await using var loop = new LoopFixture();
        loop.Handler.Script = (_, _, ct) => Task.Delay(Timeout.InfiniteTimeSpan, loop.Time, ct);
        loop.Loop.Start();
        await loop.SendAsync("a");
        await loop.Handler.NextHandledAsync(Ct);

        using var hurry = new CancellationTokenSource();
        var stopping = loop.Loop.StopAsync(hurry.Token);
        await hurry.CancelAsync();
        await stopping;
        var back = await loop.Queue.ReceiveAsync(1, TimeSpan.Zero, Ct);

        Assert.AreEqual(1, back.Count);
        Assert.AreEqual(1, back[0].DeliveryCount, "As if it had never been delivered.");
    }
}
