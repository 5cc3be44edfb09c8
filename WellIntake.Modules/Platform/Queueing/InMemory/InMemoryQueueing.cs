using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
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
        services.AddOptions<QueueingOptions>().Configure(o => o.Read(configuration)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<QueueingOptions>, QueueingOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        var journal = configuration.GetSection(QueueingOptions.Section).GetValue(nameof(QueueingOptions.Journal), defaultValue: true);
        services.AddJournal(configuration);
        services.AddSingleton<IJobQueues>(provider =>
        {
            var time = provider.GetRequiredService<TimeProvider>();
            var options = provider.GetRequiredService<IOptions<QueueingOptions>>().Value;
            if (!journal)
                return new InMemoryJobQueues(options.Queues, (name, settings) => new InMemoryJobQueue(name, settings, time));
            provider.GetRequiredService<JournalLock>();
            var commit = provider.GetRequiredService<SqliteGroupCommit>();
            return new InMemoryJobQueues(options.Queues, (name, settings) => new JournaledJobQueue(name, settings, commit, time));
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
        services.AddSingleton<IGroupCommit>(provider => provider.GetRequiredService<SqliteGroupCommit>());
    }
}
