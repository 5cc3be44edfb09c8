using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Persistence.Migrations;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Modules.Platform.Persistence.Postgres;

internal static class PostgresRegistration
{
    public static void AddPostgres(this IServiceCollection services, PostgresDatabase database)
    {
        // Through a factory, so that the container closes the connections at its end.
        services.AddSingleton<IDatabaseProvider>(_ => database);
        services.AddSingleton<IMigrationDatabase>(new PostgresMigrationDatabase(database));
        services.AddSingleton(provider => new PostgresBreaker(provider.GetRequiredService<ICircuitBreakers>()));
        services.AddPooledDbContextFactory<WellIntakeDbContext>((provider, options) =>
        {
            database.Configure(options);
            var breaker = provider.GetRequiredService<PostgresBreaker>();
            options.AddInterceptors(new PostgresConnectionWatch(breaker), new PostgresCommandWatch(breaker));
        });
        services.AddSingleton<IGroupCommit>(provider => new PostgresGroupCommit(
            database.ConnectionString,
            provider.GetRequiredService<IOptions<DatabaseOptions>>().Value,
            provider.GetRequiredService<PostgresBreaker>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PostgresGroupCommit>>()));
    }
}
