using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Persistence.Migrations;
using WellIntake.Modules.Platform.Persistence.Postgres;
using WellIntake.Modules.Platform.Persistence.Sqlite;
using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Modules.Platform.Persistence;

/// <summary>Registers the database.</summary>
public static class PersistenceRegistration
{
    /// <summary>
    /// Chooses the database by <c>WellIntake:Database:Url</c>, and registers <see cref="IDatabaseProvider"/>, the pooled
    /// <see cref="IDbContextFactory{TContext}"/>, <see cref="IDatabaseMigrator"/> and, on PostgreSQL, the group commit.
    /// Adds circuit breakers too. Opens nothing and creates nothing yet. Called twice, the second call's context options are the ones that count.
    /// </summary>
    /// <exception cref="OptionsValidationException">The setting cannot be read; the message is for people and has no secret in it.</exception>
    public static IServiceCollection AddPersistence(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DatabaseOptions>()
            .Bind(configuration.GetSection(DatabaseOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddResilience(configuration);

        var database = DatabaseUrl.Read(
            configuration[$"{DatabaseOptions.Section}:Url"], configuration["WellIntake:DataFolder"]);
        if (database is PostgresDatabase postgres)
            services.AddPostgres(postgres);
        else
            services.AddSqlite((SqliteDatabase)database);

        services.AddSingleton<IDatabaseMigrator>(provider => new DatabaseMigrator(
            provider.GetRequiredService<IMigrationDatabase>(),
            MigrationScript.Load(database.Kind),
            provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.MigrationWait,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DatabaseMigrator>>()));
        return services;
    }
}
