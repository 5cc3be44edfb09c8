using System.Text;

namespace WellIntake.Modules.Platform.Telemetry;

/// <summary>
/// What a log gets of an exception: type, codes, stack trace, and the same of what is inside; the message only where
/// <see cref="SafeMessages"/> has the type. An exception itself, so that every log provider takes it.
/// </summary>
#pragma warning disable CA1032, RCS1194 // Made from an exception, never thrown.
internal sealed class LoggedException : Exception
#pragma warning restore CA1032, RCS1194
{
    private const int Deepest = 8;
    private const int MostInside = 8;

    private readonly string? _stackTrace;
    private readonly IReadOnlyList<LoggedException> _inside;

    private LoggedException(Exception exception, IReadOnlyList<LoggedException> inside)
        : base(SafeMessages.Of(exception), inside.Count > 0 ? inside[0] : null)
    {
        _stackTrace = exception.StackTrace;
        _inside = inside;
        HResult = exception.HResult;
    }

    /// <summary>The original's.</summary>
    public override string? StackTrace => _stackTrace;

    /// <summary>Null for none; one that was made here before stays as it is.</summary>
    public static LoggedException? Of(Exception? exception) => exception is null ? null : Make(exception, 1);

    /// <summary>As exceptions are written, from the safe parts.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Message);
        foreach (var inner in _inside)
            text.Append(Environment.NewLine).Append(" ---> ").Append(inner).Append(Environment.NewLine).Append("   --- end of inner exception ---");
        if (_stackTrace is not null)
            text.Append(Environment.NewLine).Append(_stackTrace);
        return text.ToString();
    }

    private static LoggedException Make(Exception exception, int depth)
    {
        if (exception is LoggedException made)
            return made;
        IEnumerable<Exception> inside = depth == Deepest ? []
            : exception is AggregateException several ? several.InnerExceptions.Take(MostInside)
            : exception.InnerException is { } inner ? [inner] : [];
        return new LoggedException(exception, [.. inside.Select(e => Make(e, depth + 1))]);
    }
}
