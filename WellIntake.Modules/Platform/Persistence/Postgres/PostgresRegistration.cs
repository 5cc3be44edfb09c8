using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Platform.Persistence.Migrations;

namespace WellIntake.Modules.Platform.Persistence.Postgres;

internal static class PostgresRegistration
{
    public static void AddPostgres(this IServiceCollection services, PostgresDatabase database)
    {
        // Through a factory, so that the container closes the connections at its end.
        services.AddSingleton<IDatabaseProvider>(_ => database);
        services.AddSingleton<IMigrationDatabase>(new PostgresMigrationDatabase(database));
        services.AddPooledDbContextFactory<WellIntakeDbContext>(database.Configure);
    }
}
