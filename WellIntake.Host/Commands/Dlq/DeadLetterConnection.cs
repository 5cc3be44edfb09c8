using WellIntake.Host.Settings;
using WellIntake.Host.Startup;
using WellIntake.Host.Web.Admin;
using WellIntake.Modules.Platform.DeadLetters;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Persistence.Migrations;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Host.Commands.Dlq;

/// <summary>What a command is about.</summary>
/// <param name="Settings">Settings from the command line.</param>
/// <param name="ConnectionString">A Service Bus; null: as configured.</param>
internal sealed record DeadLetterTarget(IReadOnlyList<string> Settings, string? ConnectionString);

/// <summary>
/// The way to the dead letters: through the host that runs with this data folder; directly where none does, or where a broker
/// is named.
/// </summary>
internal sealed class DeadLetterConnection : IAsyncDisposable
{
    private readonly IAsyncDisposable? _app;
    private readonly IDisposable? _remote;

    private DeadLetterConnection(IDeadLetters deadLetters, bool hasWorkers, IAsyncDisposable? app, IDisposable? remote) =>
        (DeadLetters, HasWorkers, _app, _remote) = (deadLetters, hasWorkers, app, remote);

    public IDeadLetters DeadLetters { get; }

    /// <summary>Whether somebody may work on what is sent while the command waits.</summary>
    public bool HasWorkers { get; }

    /// <exception cref="JobQueueUnavailableException">A host has the queues open and does not answer.</exception>
    public static async Task<DeadLetterConnection> OpenAsync(DeadLetterTarget target, CancellationToken ct)
    {
        IReadOnlyList<string> settings = target.ConnectionString is { } bus
            ? [.. target.Settings, "--USE_SERVICE_BUS=true", $"--AZURE_SERVICE_BUS_CONNECTION_STRING={bus}"]
            : target.Settings;
        var builder = HostComposition.CreateBuilder(settings);
        var roles = Roles.Read(builder.Configuration);
        // Also where its queues are on a broker: the host has the database that moves are written down in.
        if (target.ConnectionString is null && await AdminDoor.ReadAsync(DataFolder.Of(builder.Configuration), ct) is { } door)
        {
            var remote = new RemoteDeadLetters(door);
            if (await remote.AnswersAsync(ct))
                return new DeadLetterConnection(remote, hasWorkers: true, null, remote);
            remote.Dispose();
        }

        builder.Services.AddJobs(builder.Configuration, builder.Services.AddQueues(builder.Configuration, roles));
        builder.Services.AddDeadLetters(builder.Configuration);
        var app = builder.Build();
        try
        {
            // Before the database is touched: with the lock on it, no host can start meanwhile.
            var dead = app.Services.GetRequiredService<IDeadLetters>();
            await app.Services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(ct);
            return new DeadLetterConnection(dead, roles.ServiceBus, app, null);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        _remote?.Dispose();
    }
}
