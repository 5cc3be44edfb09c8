using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace WellIntake.Tests.Testing;

/// <summary>
/// A log provider that keeps all there is to an entry: its text, its values, its scopes, and its exception in every form
/// that a provider could write down.
/// </summary>
internal sealed class CapturedLogs : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<(LogLevel Level, string Category, int Event, string Text)> _entries = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _seen = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    /// <summary>All entries so far.</summary>
    public IReadOnlyList<(LogLevel Level, string Category, int Event, string Text)> Entries => [.. _entries];

    /// <summary>Done when an event of that id has been logged.</summary>
    public Task WhenLogged(int eventId) => Seen(eventId).Task;

    public ILogger CreateLogger(string categoryName) => new Captured(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private TaskCompletionSource Seen(int eventId) =>
        _seen.GetOrAdd(eventId, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private static string Values(object? state) =>
        state is IEnumerable<KeyValuePair<string, object?>> values ? string.Join("; ", values.Select(v => $"{v.Key}={v.Value}")) : string.Empty;

    private sealed class Captured(CapturedLogs logs, string category) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable BeginScope<TState>(TState state)
            where TState : notnull => logs._scopes.Push(state);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            List<string> parts = [category, formatter(state, exception), state?.ToString() ?? string.Empty, Values(state)];
            for (var e = exception; e is not null; e = e.InnerException)
                parts.AddRange([e.Message, e.ToString()]);
            logs._scopes.ForEachScope(static (scope, into) => into.AddRange([scope?.ToString() ?? string.Empty, Values(scope)]), parts);
            logs._entries.Enqueue((logLevel, category, eventId.Id, string.Join('\n', parts)));
            logs.Seen(eventId.Id).TrySetResult();
        }
    }
}
