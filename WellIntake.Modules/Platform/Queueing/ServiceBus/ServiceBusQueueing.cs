using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Queueing.ServiceBus.Claims;
using WellIntake.Modules.Platform.Queueing.ServiceBus.Entities;

namespace WellIntake.Modules.Platform.Queueing.ServiceBus;

/// <summary>Registers the Service Bus backend.</summary>
public static class ServiceBusQueueing
{
    /// <summary>
    /// Registers <see cref="IJobQueues"/> on the namespace that <see cref="ServiceBusOptions"/> names, and
    /// <see cref="IQueueMode"/>. Needs an <see cref="IGroupCommit"/>: bodies that are too large for the broker are kept in
    /// its database. Uses an <see cref="IBrokerCircuit"/> where there is one. Connects to nothing before a queue is used.
    /// </summary>
    public static IServiceCollection AddServiceBusQueueing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddServiceBusEntities(configuration);
        services.AddSingleton(p => new BrokerStatus(p.GetRequiredService<ILogger<BrokerStatus>>()));
        services.AddSingleton<IQueueMode>(p => p.GetRequiredService<BrokerStatus>());
        services.AddSingleton<IClaims>(p => new DatabaseClaims(p.GetRequiredService<IGroupCommit>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IJobQueues>(p => new OpenJobQueues(
            p.GetRequiredService<IOptions<QueueingOptions>>().Value.Queues, (name, settings) => Open(p, name, settings)));
        services.AddSingleton<ClaimSweep>();
        services.AddHostedService(p => p.GetRequiredService<ClaimSweep>());
        return services;
    }

    /// <summary>Registers <see cref="IQueueEntities"/> alone, for commands that look after the namespace.</summary>
    public static IServiceCollection AddServiceBusEntities(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddQueueSettings(configuration);
        services.AddOptions<ServiceBusOptions>().Bind(configuration.GetSection(ServiceBusOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ServiceBusOptions>, ServiceBusOptionsCheck>());
        services.TryAddSingleton(p => new ServiceBusConnection(p.GetRequiredService<IOptions<ServiceBusOptions>>().Value, p.GetService<TokenCredential>()));
        services.TryAddSingleton<IQueueEntities>(p => new ServiceBusEntities(
            p.GetRequiredService<ServiceBusConnection>(),
            p.GetRequiredService<IOptions<ServiceBusOptions>>().Value,
            p.GetRequiredService<IOptions<QueueingOptions>>().Value));
        return services;
    }

    private static ServiceBusJobQueue Open(IServiceProvider provider, string name, JobQueueOptions settings)
    {
        var broker = provider.GetRequiredService<IOptions<ServiceBusOptions>>().Value;
        var home = new QueueHome(
            ServiceBusEntity.Of(name, broker), settings, broker, provider.GetRequiredService<ServiceBusConnection>(),
            provider.GetRequiredService<IClaims>(), provider.GetRequiredService<BrokerStatus>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ServiceBusJobQueue>>());
        return new ServiceBusJobQueue(home, provider.GetService<IBrokerCircuit>());
    }
}
