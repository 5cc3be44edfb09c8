namespace WellIntake.Host.Commands.Smoke;

/// <summary>The steps of a try, and how long each took.</summary>
internal sealed class SmokeRun(TimeProvider time)
{
    private readonly List<SmokeStep> _steps = [];
    private string _current = string.Empty;
    private long _started;

    public IReadOnlyList<SmokeStep> Steps => _steps;

    /// <summary>What went wrong; null while nothing has.</summary>
    public string? Problem { get; private set; }

    public void Begin(string step) => (_current, _started) = (step, time.GetTimestamp());

    public void End()
    {
        _steps.Add(new SmokeStep(_current, time.GetElapsedTime(_started).TotalMilliseconds));
        _current = string.Empty;
    }

    public void Fail(string problem) => Problem ??= _current.Length == 0 ? problem : $"{_current}: {problem}";
}

/// <summary>A step and its time.</summary>
internal sealed record SmokeStep(string Name, double Milliseconds);
