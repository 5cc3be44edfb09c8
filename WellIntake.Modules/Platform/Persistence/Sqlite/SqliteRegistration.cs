using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Platform.Persistence.Migrations;

namespace WellIntake.Modules.Platform.Persistence.Sqlite;

internal static class SqliteRegistration
{
    public static void AddSqlite(this IServiceCollection services, SqliteDatabase database)
    {
        services.AddSingleton<IDatabaseProvider>(database);
        services.AddSingleton<IMigrationDatabase>(new SqliteMigrationDatabase(database));
        services.AddPooledDbContextFactory<WellIntakeDbContext>(database.Configure);
    }
}
