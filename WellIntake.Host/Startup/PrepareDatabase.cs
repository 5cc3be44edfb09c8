using WellIntake.Modules.Platform.Crm;
using WellIntake.Modules.Platform.Crm.Samples;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Migrations;

namespace WellIntake.Host.Startup;

/// <summary>
/// Brings the database up to date before any other hosted service starts, and fills an empty embedded one with the samples, unless a CRM
/// is there to fill it.
/// </summary>
internal sealed partial class PrepareDatabase(
    IDatabaseMigrator migrator, IDatabaseProvider database, ISampleLoader samples, ILogger<PrepareDatabase> logger, ICrmSync? crm = null)
    : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var applied = await migrator.MigrateAsync(cancellationToken);
        // Only a database that is new can want samples; asking an old one would cost every start the making of EF's model.
        if (crm is not null || applied.Count == 0 || database.Kind != DatabaseKind.Sqlite || !await samples.IsEmptyAsync(cancellationToken))
            return;
        var loaded = await samples.LoadAsync(cancellationToken);
        Log.SamplesLoaded(logger, loaded.Sum(r => r.Inserted));
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1010, LogLevel.Information, "The database was empty: {Rows} made-up sample records were loaded. Import your own with 'import'")]
        public static partial void SamplesLoaded(ILogger logger, long rows);
    }
}
