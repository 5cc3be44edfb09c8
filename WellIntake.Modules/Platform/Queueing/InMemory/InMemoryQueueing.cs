using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Queueing.InMemory.Journal;

namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>Registers the in-memory backend.</summary>
public static class InMemoryQueueing
{
    /// <summary>
    /// Registers <see cref="IJobQueues"/> from <c>WellIntake:Queueing</c>, with the journal unless that is switched off,
    /// and <see cref="IGroupCommit"/> on the database that <see cref="JournalOptions"/> names, which the caller sets.
    /// </summary>
    public static IServiceCollection AddInMemoryQueueing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddQueueSettings(configuration);
        services.AddSingleton<IQueueMode>(new InThisProcess());
        var journal = configuration.GetSection(QueueingOptions.Section).GetValue(nameof(QueueingOptions.Journal), defaultValue: true);
        services.AddJournal(configuration);
        services.AddSingleton<IGroupCommit>(provider => provider.GetRequiredService<SqliteGroupCommit>());
        services.AddSingleton<IJobQueues>(provider =>
        {
            var time = provider.GetRequiredService<TimeProvider>();
            var options = provider.GetRequiredService<IOptions<QueueingOptions>>().Value;
            if (!journal)
                return new OpenJobQueues(options.Queues, (name, settings) => new InMemoryJobQueue(name, settings, time));
            provider.GetRequiredService<JournalLock>();
            var commit = provider.GetRequiredService<SqliteGroupCommit>();
            return new OpenJobQueues(options.Queues, (name, settings) => new JournaledJobQueue(name, settings, commit, time));
        });
        return services;
    }

    /// <summary>
    /// For backends that keep their jobs elsewhere: registers <see cref="IGroupCommit"/> on the SQLite database that
    /// <see cref="JournalOptions"/> names, which the caller sets. The database is this process's alone.
    /// </summary>
    public static IServiceCollection AddSqliteGroupCommit(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddJournal(configuration);
        services.AddSingleton<IGroupCommit>(provider =>
        {
            provider.GetRequiredService<JournalLock>();
            return provider.GetRequiredService<SqliteGroupCommit>();
        });
        return services;
    }

    private static void AddJournal(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<JournalOptions>().Bind(configuration.GetSection(JournalOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => new JournalLock(provider.GetRequiredService<IOptions<JournalOptions>>().Value.ConnectionString));
        services.AddSingleton(provider => new SqliteGroupCommit(
            provider.GetRequiredService<IOptions<JournalOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteGroupCommit>>()));
    }

    private sealed class InThisProcess : IQueueMode
    {
        public string Current => "channels";

        public bool BrokerIsAway => false;

        public bool WorksLocally { get; set; }

        public void Saw(string? problem)
        {
            // There is no broker.
        }
    }
}
