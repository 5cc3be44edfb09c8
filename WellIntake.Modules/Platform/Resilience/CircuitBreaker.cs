using Microsoft.Extensions.Logging;

namespace WellIntake.Modules.Platform.Resilience;

/// <summary>
/// Counts failures in a row, as RES-1 gives them. A breaker by ratio over a window would not do: a busy dependency's
/// successes of a moment ago would keep it closed. See ADR 16.
/// </summary>
internal sealed partial class CircuitBreaker(string name, string? part, CircuitOptions options, CircuitMetrics metrics, TimeProvider time, ILogger logger)
    : ICircuitBreaker
{
    private readonly Lock _gate = new();
    private int _failures;
    private DateTimeOffset? _openedAt;
    private bool _trying;

    // Calls that began before it last opened or closed say nothing of what came after.
    private int _era;

    public string Name => name;

    public string? Part => part;

    public CircuitState State
    {
        get
        {
            lock (_gate)
                return StateNow(time.GetUtcNow());
        }
    }

    public DateTimeOffset? OpenedAt
    {
        get
        {
            lock (_gate)
                return _openedAt;
        }
    }

    public Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken ct) => ExecuteAsync(work, new CircuitFailures<T>(), ct);

    public async Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> work, CircuitFailures<T> failures, CancellationToken ct)
    {
        var era = Enter();
        var started = time.GetTimestamp();
        try
        {
            var result = await work(ct);
            var failed = failures.Result?.Invoke(result) == true;
            Leave(era, failed, time.GetElapsedTime(started));
            return result;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            Withdraw(era);
            throw;
        }
        catch (Exception e)
        {
            Leave(era, failures.Exception?.Invoke(e) ?? true, time.GetElapsedTime(started));
            throw;
        }
    }

    public void Demand()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (StateNow(now) == CircuitState.Open)
                throw new CircuitOpenException(name, _openedAt!.Value + options.OpenFor - now, part);
        }
    }

    public void Saw(bool answered, TimeSpan elapsed)
    {
        metrics.Called(name, !answered, elapsed);
        lock (_gate)
        {
            if (answered)
            {
                Close();
                return;
            }

            // What began before it opened says nothing new.
            var state = StateNow(time.GetUtcNow());
            if (state == CircuitState.Open)
                return;
            _failures++;
            if (state == CircuitState.HalfOpen || _failures >= options.Failures)
                Open();
        }
    }

    public void CountFallback() => metrics.Fallback(name);

    private string Shown => part is null ? name : $"{name} ({part})";

    private int Enter()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            switch (StateNow(now))
            {
                case CircuitState.Open:
                    throw new CircuitOpenException(name, _openedAt!.Value + options.OpenFor - now, part);
                case CircuitState.HalfOpen when _trying:
                    throw new CircuitOpenException(name, TimeSpan.Zero, part);
                case CircuitState.HalfOpen:
                    _trying = true;
                    break;
            }

            return _era;
        }
    }

    private void Leave(int era, bool failed, TimeSpan elapsed)
    {
        metrics.Called(name, failed, elapsed);
        lock (_gate)
        {
            if (era != _era)
                return;
            if (!failed)
            {
                Close();
                return;
            }

            _failures++;
            if (_trying || _failures >= options.Failures)
                Open();
        }
    }

    private void Withdraw(int era)
    {
        lock (_gate)
        {
            if (era == _era)
                _trying = false;
        }
    }

    private void Open()
    {
        var first = _openedAt is null;
        (_openedAt, _trying, _failures) = (time.GetUtcNow(), false, 0);
        _era++;
        metrics.Opened(name);
        if (first)
            Log.Opened(logger, Shown, options.OpenFor);
    }

    private void Close()
    {
        _failures = 0;
        if (_openedAt is null)
            return;
        (_openedAt, _trying) = (null, false);
        _era++;
        Log.Closed(logger, Shown);
    }

    private CircuitState StateNow(DateTimeOffset now) =>
        _openedAt is not { } opened ? CircuitState.Closed
        : now - opened < options.OpenFor ? CircuitState.Open
        : CircuitState.HalfOpen;

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Warning, "'{Name}' kept failing and is left alone for {OpenFor}")]
        public static partial void Opened(ILogger logger, string name, TimeSpan openFor);

        [LoggerMessage(5002, LogLevel.Information, "'{Name}' answers again")]
        public static partial void Closed(ILogger logger, string name);
    }
}
