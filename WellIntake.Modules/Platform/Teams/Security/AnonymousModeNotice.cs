using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace WellIntake.Modules.Platform.Teams.Security;

/// <summary>Says at start when activities are taken without tokens, or not at all.</summary>
internal sealed partial class AnonymousModeNotice(AnonymousMode mode, IOptions<TeamsOptions> options, ILogger<AnonymousModeNotice> logger) : IHostedLifecycleService
{
    // When all has started the server's addresses are known.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (!string.IsNullOrWhiteSpace(options.Value.AppId))
            return Task.CompletedTask;
        if (mode.WhyOff() is { } off)
            Log.Off(logger, off);
        else if (options.Value.TrustPrivateNetworks)
            Log.Private(logger, TeamsOptions.SectionName);
        else
            Log.Loopback(logger);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(EventId = 2200, Level = LogLevel.Information, Message = "Anonymous mode: no app id is set, so activities are taken from this machine only")]
        public static partial void Loopback(ILogger logger);

        [LoggerMessage(EventId = 2201, Level = LogLevel.Warning,
            Message = "UNAUTHENTICATED: {Section}:TrustPrivateNetworks is on. Anyone in the private network can speak as anyone. For trials only; set an app id before real data goes in")]
        public static partial void Private(ILogger logger, string section);

        [LoggerMessage(EventId = 2202, Level = LogLevel.Warning, Message = "Every activity will be refused: {Reason}")]
        public static partial void Off(ILogger logger, string reason);
    }
}
