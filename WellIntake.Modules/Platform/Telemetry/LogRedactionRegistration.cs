using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace WellIntake.Modules.Platform.Telemetry;

/// <summary>Keeps personal data and secrets out of logs (OBS-3, ADR 20).</summary>
public static class LogRedactionRegistration
{
    /// <summary>Wraps the logger factory. To be called once, where logging is registered already; providers may be added before and after.</summary>
    public static IServiceCollection AddLogRedaction(this IServiceCollection services) =>
        services.Decorate<ILoggerFactory, RedactingLoggerFactory>();

    /// <summary>An exception as a log may hold it: for what is printed where no logger reaches.</summary>
    public static string ToLogText(this Exception exception) => LoggedException.Of(exception)!.ToString();
}
