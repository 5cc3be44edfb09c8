using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace WellIntake.Modules.Platform.Queueing;

/// <summary>What every backend registers.</summary>
internal static class QueueingRegistration
{
    /// <summary>The queues with their settings, checked at start, and a clock.</summary>
    public static IServiceCollection AddQueueSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<QueueingOptions>().Configure(o => o.Read(configuration)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<QueueingOptions>, QueueingOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        return services;
    }
}
