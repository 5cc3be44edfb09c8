using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>Registers the in-memory backend.</summary>
public static class InMemoryQueueing
{
    /// <summary>
    /// Registers <see cref="IJobQueues"/> from <c>WellIntake:Queueing</c>; with the journal on (the default) also
    /// <see cref="IGroupCommit"/>, whose connection string the caller sets in <see cref="Journal.JournalOptions"/>.
    /// </summary>
    public static IServiceCollection AddInMemoryQueueing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<QueueingOptions>().Configure(o => o.Read(configuration)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<QueueingOptions>, QueueingOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IJobQueues>(provider =>
        {
            var time = provider.GetRequiredService<TimeProvider>();
            var options = provider.GetRequiredService<IOptions<QueueingOptions>>().Value;
            return new InMemoryJobQueues(options.Queues, (name, settings) => new InMemoryJobQueue(name, settings, time));
        });
        return services;
    }
}
