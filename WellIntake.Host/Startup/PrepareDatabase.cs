using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Crm.Import;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Migrations;

namespace WellIntake.Host.Startup;

/// <summary>Brings the database up to date before anything uses it, and fills an empty embedded one with the samples.</summary>
internal sealed partial class PrepareDatabase(
    IDatabaseMigrator migrator, IDatabaseProvider database, IDbContextFactory<WellIntakeDbContext> contexts, SampleLoader samples,
    ILogger<PrepareDatabase> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await migrator.MigrateAsync(cancellationToken);
        if (database.Kind != DatabaseKind.Sqlite)
            return;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Candidates.AnyAsync(cancellationToken))
            return;
        var loaded = await samples.LoadAsync(cancellationToken);
        Log.SamplesLoaded(logger, loaded);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1010, LogLevel.Information, "The database was empty: {Rows} made-up sample records were loaded. Import your own with 'import'")]
        public static partial void SamplesLoaded(ILogger logger, int rows);
    }
}
