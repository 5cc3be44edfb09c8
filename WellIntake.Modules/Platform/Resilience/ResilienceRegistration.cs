using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace WellIntake.Modules.Platform.Resilience;

/// <summary>Registers circuit breakers.</summary>
public static class ResilienceRegistration
{
    /// <summary>Adds <see cref="ICircuitBreakers"/>. A wrong value in <c>WellIntake:Resilience</c> stops the start. May be called twice.</summary>
    public static IServiceCollection AddResilience(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(s => s.ServiceType == typeof(ICircuitBreakers)))
            return services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddOptions<ResilienceOptions>().Bind(configuration.GetSection(ResilienceOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ResilienceOptions>, ResilienceOptionsCheck>();
        services.AddSingleton<ICircuitBreakers, CircuitBreakers>();
        return services;
    }
}
