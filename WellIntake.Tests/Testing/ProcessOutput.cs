using System.Diagnostics;

namespace WellIntake.Tests.Testing;

/// <summary>Collects what a process writes, the newest part of it, and tells when a line with certain words appears.</summary>
internal sealed class ProcessOutput
{
    private const int MaxLines = 400;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();
    private readonly TaskCompletionSource<bool> _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Reads both streams of a process that was started with them redirected, until it ends.</summary>
    public ProcessOutput(Process process, string signal)
    {
        DataReceivedEventHandler read = (_, received) => Add(received.Data, signal);
        process.OutputDataReceived += read;
        process.ErrorDataReceived += read;
        process.Exited += (_, _) => _signal.TrySetResult(false);
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>True when the words were written; false when the process ended before.</summary>
    public Task<bool> SignalOrEnd => _signal.Task;

    public override string ToString()
    {
        lock (_lock)
            return string.Join(Environment.NewLine, _lines);
    }

    private void Add(string? line, string signal)
    {
        if (line is null)
            return;
        lock (_lock)
        {
            _lines.Enqueue(line);
            if (_lines.Count > MaxLines)
                _lines.Dequeue();
        }

        if (line.Contains(signal, StringComparison.Ordinal))
            _signal.TrySetResult(true);
    }
}
