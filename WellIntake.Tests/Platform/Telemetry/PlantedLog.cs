using Microsoft.Extensions.Logging;

namespace WellIntake.Tests.Platform.Telemetry;

/// <summary>Breaks what log messages are held to: what the checks must catch to be believed.</summary>
internal static partial class PlantedLog
{
    // 2001 belongs to the worker.
    [LoggerMessage(2001, LogLevel.Information, "Sent to {UserEmail}: {Person}")]
    public static partial void Sent(ILogger logger, string userEmail, PlantedPerson person);
}

/// <summary>A record, whose text is all that it holds.</summary>
internal sealed record PlantedPerson(string Name);

#pragma warning disable CA1848, CA1873 // As libraries log.
/// <summary>Logs what no declaration shows.</summary>
internal static class PlantedLooseLog
{
    public static void Say(ILogger logger, string whom) => logger.LogInformation("Sent to {Whom}", whom);
}
