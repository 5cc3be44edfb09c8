using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Persistence.Migrations;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Persistence.Postgres;

internal static class PostgresRegistration
{
    public static void AddPostgres(this IServiceCollection services, PostgresDatabase database)
    {
        // Through a factory, so that the container closes the connections at its end.
        services.AddSingleton<IDatabaseProvider>(_ => database);
        services.AddSingleton<IMigrationDatabase>(new PostgresMigrationDatabase(database));
        services.AddPooledDbContextFactory<WellIntakeDbContext>(database.Configure);
        services.AddSingleton<IGroupCommit>(provider => new PostgresGroupCommit(
            database.ConnectionString,
            provider.GetRequiredService<IOptions<DatabaseOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PostgresGroupCommit>>()));
    }
}
