using System.Collections;

namespace WellIntake.Modules.Platform.Telemetry;

/// <summary>
/// The values and the text of a log entry, or of a scope, as providers may see them: texts redacted, exceptions as
/// <see cref="LoggedException"/>, objects as their redacted text. Values are redacted when a provider reads them.
/// </summary>
internal sealed class RedactedState(object? state, string? message) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly IReadOnlyList<KeyValuePair<string, object?>> _values = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];

    public int Count => _values.Count;

    public KeyValuePair<string, object?> this[int index] => KeyValuePair.Create(_values[index].Key, Redacted(_values[index].Value));

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < _values.Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The message of an entry, which is redacted already; the text of a scope.</summary>
    public override string ToString() => message ?? SensitiveText.Redact(state?.ToString() ?? string.Empty);

    private static object? Redacted(object? value) => value switch
    {
        null => null,
        string text => SensitiveText.Redact(text),
        Exception exception => LoggedException.Of(exception),
        // Numbers, times, ids, enums: what has a form of its own is no text.
        IFormattable and ValueType => value,
        _ => SensitiveText.Redact(value.ToString() ?? string.Empty),
    };
}
