namespace WellIntake.Modules.Platform.Resilience;

/// <summary>The circuit breakers of this process, one for each dependency that can be away (RES-1).</summary>
public interface ICircuitBreakers
{
    /// <summary>Every breaker that options name, in the order of their names, each before its parts; those never used are closed.</summary>
    IReadOnlyList<ICircuitBreaker> All { get; }

    /// <summary>The one breaker of a dependency; the same on every call.</summary>
    /// <exception cref="ArgumentException">Options have no breaker of that name; see <see cref="CircuitNames"/>.</exception>
    ICircuitBreaker Get(string name);

    /// <summary>
    /// The breaker of one part of a dependency that can be away while the others answer, as one of the channel's service
    /// hosts. It has the settings of the whole. Parts come from outside: after 64 of all dependencies, further ones share
    /// the breaker of their whole.
    /// </summary>
    /// <param name="name">The dependency.</param>
    /// <param name="part">The part, in letters of one case; null: the whole.</param>
    /// <exception cref="ArgumentException">Options have no breaker of that name.</exception>
    ICircuitBreaker Get(string name, string? part);
}

/// <summary>
/// Stops calling a dependency that keeps failing. After a number of failures in a row it opens and every call is refused
/// at once; after a time one call is let through to see, and its outcome closes or opens it again. Calls run on the
/// caller's own flow, any number at once.
/// </summary>
public interface ICircuitBreaker
{
    /// <summary>One of <see cref="CircuitNames"/>.</summary>
    string Name { get; }

    /// <summary>The part of the dependency that it is for; null: all of it.</summary>
    string? Part { get; }

    /// <summary>What it is now: an open breaker whose time is over counts as half-open.</summary>
    CircuitState State { get; }

    /// <summary>When it last opened; null while it never has, and after it closed.</summary>
    DateTimeOffset? OpenedAt { get; }

    /// <summary>
    /// Calls, unless open. Every exception counts as a failure but that of the caller's own cancellation, which counts
    /// as nothing.
    /// </summary>
    /// <exception cref="CircuitOpenException">Open: nothing was called.</exception>
    Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken ct);

    /// <summary>The same, where an exception or a result can be no fault of the dependency's, or a result can be a failure.</summary>
    /// <exception cref="CircuitOpenException">Open: nothing was called.</exception>
    Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> work, CircuitFailures<T> failures, CancellationToken ct);

    /// <summary>Returns unless open: for calls that this object cannot make itself. What came of them is told by <see cref="Saw"/>.</summary>
    /// <exception cref="CircuitOpenException">Open: nothing should be called.</exception>
    void Demand();

    /// <summary>
    /// Tells what came of a call made elsewhere. An answer closes, even before the time is over; a failure counts, and
    /// opens again what was half-open.
    /// </summary>
    /// <param name="answered">Whether the dependency answered.</param>
    /// <param name="elapsed">How long that took.</param>
    void Saw(bool answered, TimeSpan elapsed);

    /// <summary>Counts that something else answered in the dependency's place (RES-2).</summary>
    void CountFallback();
}

/// <summary>What counts as a failure of the dependency.</summary>
/// <param name="Exception">Whether an exception does; null: every one.</param>
/// <param name="Result">Whether a result does; null: none.</param>
public sealed record CircuitFailures<T>(Func<Exception, bool>? Exception = null, Func<T, bool>? Result = null);

/// <summary>Whether calls go through.</summary>
public enum CircuitState
{
    /// <summary>They do.</summary>
    Closed,

    /// <summary>One at a time does, to see.</summary>
    HalfOpen,

    /// <summary>None does.</summary>
    Open,
}

/// <summary>The names of breakers, the same in options, metrics and the admin view.</summary>
public static class CircuitNames
{
    /// <summary>The session cache.</summary>
    public const string Redis = "redis";

    /// <summary>The database, where it is a server.</summary>
    public const string Postgres = "postgres";

    /// <summary>The CRM that records come from.</summary>
    public const string Zoho = "zoho";

    /// <summary>The language model.</summary>
    public const string LanguageModel = "llm";

    /// <summary>The Bot Connector.</summary>
    public const string Teams = "teams";

    /// <summary>The broker.</summary>
    public const string ServiceBus = "servicebus";
}

/// <summary>A call was refused because its dependency kept failing. Nothing was called.</summary>
public sealed class CircuitOpenException : Exception
{
    /// <summary>Names the breaker and how long it stays open.</summary>
    public CircuitOpenException(string name, TimeSpan retryAfter, string? part = null)
        : base($"'{name}' kept failing and is not called now.") => (Name, RetryAfter, Part) = (name, retryAfter, part);

    /// <summary>The refusal in an exception or in what caused it, as clients wrap what passes through them; null when there is none.</summary>
    public static CircuitOpenException? In(Exception? exception)
    {
        for (var error = exception; error is not null; error = error.InnerException)
        {
            if (error is CircuitOpenException open)
                return open;
        }

        return null;
    }

    /// <summary>One of <see cref="CircuitNames"/>.</summary>
    public string Name { get; }

    /// <summary>The part of the dependency that kept failing; null: all of it.</summary>
    public string? Part { get; }

    /// <summary>When a call may go through again; zero while another call is trying.</summary>
    public TimeSpan RetryAfter { get; }
}
