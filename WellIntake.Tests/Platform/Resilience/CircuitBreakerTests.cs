using Microsoft.Extensions.Logging.Abstractions;
using WellIntake.Modules.Platform.Resilience;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Resilience;

[TestClass]
[TestCategory("RES-1")]
public sealed class CircuitBreakerTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly MeasuredCircuits _measured = new();
    private readonly CircuitBreaker _breaker;

    public CircuitBreakerTests() => _breaker = new CircuitBreaker(
        "llm", null, new CircuitOptions { Failures = 3, OpenFor = TimeSpan.FromSeconds(60) }, _measured.Metrics, _time, NullLogger.Instance);

    public TestContext TestContext { get; set; } = null!;

    public void Dispose() => _measured.Dispose();

    [TestMethod]
    public async Task Execute_FailuresInARow_OpensAtTheLimitAndNotBefore()
    {
        await FailAsync(2);
        Assert.AreEqual(CircuitState.Closed, _breaker.State);

        await FailAsync(1);

        Assert.AreEqual(CircuitState.Open, _breaker.State);
        Assert.AreEqual(_time.GetUtcNow(), _breaker.OpenedAt);
        Assert.AreEqual(1, _measured.Sum("circuit.opens"));
    }

    [TestMethod]
    public async Task Execute_SuccessBetween_StartsCountingAgain()
    {
        await FailAsync(2);
        await SucceedAsync();
        await FailAsync(2);

        Assert.AreEqual(CircuitState.Closed, _breaker.State);
    }

    [TestMethod]
    public async Task Execute_Open_CallsNothingAndSaysForHowLong()
    {
        await FailAsync(3);
        _time.Advance(TimeSpan.FromSeconds(20));
        var called = false;

        var refused = await Assert.ThrowsExactlyAsync<CircuitOpenException>(() => _breaker.ExecuteAsync(
            _ =>
            {
                called = true;
                return Task.FromResult(1);
            },
            TestContext.CancellationToken));

        Assert.IsFalse(called);
        Assert.AreEqual("llm", refused.Name);
        Assert.AreEqual(TimeSpan.FromSeconds(40), refused.RetryAfter);
    }

    [TestMethod]
    public async Task Execute_TimeOver_LetsOneTryAndClosesOnSuccess()
    {
        await FailAsync(3);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.AreEqual(CircuitState.HalfOpen, _breaker.State);
        var answer = new TaskCompletionSource<int>();
        var trying = _breaker.ExecuteAsync(_ => answer.Task, TestContext.CancellationToken);

        var second = await Assert.ThrowsExactlyAsync<CircuitOpenException>(SucceedAsync);
        answer.SetResult(7);

        Assert.AreEqual(TimeSpan.Zero, second.RetryAfter);
        Assert.AreEqual(7, await trying);
        Assert.AreEqual(CircuitState.Closed, _breaker.State);
        Assert.IsNull(_breaker.OpenedAt);
    }

    [TestMethod]
    public async Task Execute_TryFails_OpensAgainForTheWholeTime()
    {
        await FailAsync(3);
        _time.Advance(TimeSpan.FromSeconds(60));

        await FailAsync(1);
        _time.Advance(TimeSpan.FromSeconds(59));

        Assert.AreEqual(CircuitState.Open, _breaker.State);
        Assert.AreEqual(2, _measured.Sum("circuit.opens"));
    }

    [TestMethod]
    public async Task Execute_TryCancelledByItsCaller_LetsTheNextTry()
    {
        await FailAsync(3);
        _time.Advance(TimeSpan.FromSeconds(60));
        using var cancelled = new CancellationTokenSource();
        var trying = _breaker.ExecuteAsync(ct => new TaskCompletionSource<int>().Task.WaitAsync(ct), cancelled.Token);

        await cancelled.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => trying);
        await SucceedAsync();
        Assert.AreEqual(CircuitState.Closed, _breaker.State);
    }

    [TestMethod]
    public async Task Execute_CallThatBeganBeforeItOpened_DoesNotCloseIt()
    {
        var slow = new TaskCompletionSource<int>();
        var before = _breaker.ExecuteAsync(_ => slow.Task, TestContext.CancellationToken);
        await FailAsync(3);

        slow.SetResult(1);
        await before;

        Assert.AreEqual(CircuitState.Open, _breaker.State);
    }

    [TestMethod]
    public async Task Execute_CallerCancels_CountsAsNothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        for (var i = 0; i < 5; i++)
            await Assert.ThrowsAsync<OperationCanceledException>(() => _breaker.ExecuteAsync(Task.FromCanceled<int>, cancelled.Token));

        Assert.AreEqual(CircuitState.Closed, _breaker.State);
    }

    [TestMethod]
    public async Task Execute_WhatCountsIsSaid_CountsOnlyThat()
    {
        var failures = new CircuitFailures<int>(e => e is TimeoutException, status => status >= 500);
        for (var i = 0; i < 5; i++)
        {
            await Assert.ThrowsExactlyAsync<FormatException>(() => _breaker.ExecuteAsync<int>(_ => throw new FormatException(), failures, TestContext.CancellationToken));
            await _breaker.ExecuteAsync(_ => Task.FromResult(404), failures, TestContext.CancellationToken);
        }

        Assert.AreEqual(CircuitState.Closed, _breaker.State);

        await _breaker.ExecuteAsync(_ => Task.FromResult(503), failures, TestContext.CancellationToken);
        await _breaker.ExecuteAsync(_ => Task.FromResult(500), failures, TestContext.CancellationToken);
        await Assert.ThrowsExactlyAsync<TimeoutException>(() => _breaker.ExecuteAsync<int>(_ => throw new TimeoutException(), failures, TestContext.CancellationToken));

        Assert.AreEqual(CircuitState.Open, _breaker.State);
    }

    [TestMethod]
    public void Saw_FailuresInARow_OpensAndDemandRefuses()
    {
        Saw(2, answered: false);
        _breaker.Demand();
        Saw(1, answered: false);
        _time.Advance(TimeSpan.FromSeconds(20));

        var refused = Assert.ThrowsExactly<CircuitOpenException>(_breaker.Demand);

        Assert.AreEqual(TimeSpan.FromSeconds(40), refused.RetryAfter);
        Assert.AreEqual(1, _measured.Sum("circuit.opens"));
    }

    [TestMethod]
    public void Saw_AnswerWhileOpen_ClosesBeforeItsTime()
    {
        Saw(3, answered: false);

        Saw(1, answered: true);

        Assert.AreEqual(CircuitState.Closed, _breaker.State);
        _breaker.Demand();
    }

    [TestMethod]
    public void Saw_LateFailuresWhileOpen_DoNotProlongIt()
    {
        Saw(3, answered: false);
        _time.Advance(TimeSpan.FromSeconds(50));
        Saw(5, answered: false);
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.AreEqual(CircuitState.HalfOpen, _breaker.State);
        Saw(1, answered: false);
        Assert.AreEqual(CircuitState.Open, _breaker.State);
    }

    [TestMethod]
    public async Task CountFallback_And_State_AreMetrics()
    {
        _measured.Watched.Add(_breaker);
        _breaker.CountFallback();
        Assert.AreEqual(0, _measured.Sum("circuit.state"));

        await FailAsync(3);

        Assert.AreEqual(1, _measured.Sum("circuit.fallbacks"));
        Assert.AreEqual(2, _measured.Sum("circuit.state"));
    }

    private async Task FailAsync(int times)
    {
        for (var i = 0; i < times; i++)
            await Assert.ThrowsExactlyAsync<IOException>(() => _breaker.ExecuteAsync<int>(_ => throw new IOException(), TestContext.CancellationToken));
    }

    private void Saw(int times, bool answered)
    {
        for (var i = 0; i < times; i++)
            _breaker.Saw(answered, TimeSpan.FromMilliseconds(1));
    }

    private Task SucceedAsync() => _breaker.ExecuteAsync(_ => Task.FromResult(1), TestContext.CancellationToken);
}
