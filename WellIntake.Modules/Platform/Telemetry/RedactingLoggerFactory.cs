using Microsoft.Extensions.Logging;

namespace WellIntake.Modules.Platform.Telemetry;

/// <summary>
/// Puts <see cref="RedactingLogger"/> before every provider, those that are added later included: whatever is logged in
/// this process, by whomever, goes through it. Levels and filters stay those of the factory behind it.
/// </summary>
internal sealed class RedactingLoggerFactory(ILoggerFactory inner) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new RedactingLogger(inner.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();
}
