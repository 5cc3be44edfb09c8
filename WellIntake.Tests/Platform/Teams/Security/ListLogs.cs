using Microsoft.Extensions.Logging;

namespace WellIntake.Tests.Platform.Teams.Security;

/// <summary>Keeps what is logged.</summary>
internal sealed class ListLogs(List<string> lines) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (lines)
            lines.Add(formatter(state, exception));
    }

    public void Dispose()
    {
    }
}
