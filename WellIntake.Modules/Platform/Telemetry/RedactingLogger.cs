using Microsoft.Extensions.Logging;

namespace WellIntake.Modules.Platform.Telemetry;

/// <summary>Stands before all providers of one category. Costs nothing for levels that are off.</summary>
internal sealed class RedactingLogger(ILogger inner) : ILogger
{
    private static readonly Func<RedactedState, Exception?, string> Text = static (state, _) => state.ToString();

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(new RedactedState(state, message: null));

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!inner.IsEnabled(logLevel))
            return;
        var shown = LoggedException.Of(exception);
        var message = WithoutExceptions(state, formatter(state, shown));
        inner.Log(logLevel, eventId, new RedactedState(state, SensitiveText.Redact(message)), shown, Text);
    }

    // Some libraries hand an exception over as a value, and its message is in the text by now.
    private static string WithoutExceptions<TState>(TState state, string message)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values)
            return message;
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i].Value is not Exception and not IEnumerable<Exception>)
                continue;
            foreach (var exception in values[i].Value as IEnumerable<Exception> ?? [(Exception)values[i].Value!])
                message = message.Replace(exception.ToString(), LoggedException.Of(exception)!.Message, StringComparison.Ordinal);
        }

        return message;
    }
}
