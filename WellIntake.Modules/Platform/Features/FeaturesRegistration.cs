using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace WellIntake.Modules.Platform.Features;

/// <summary>Registers flags.</summary>
public static class FeaturesRegistration
{
    /// <summary>
    /// Adds <see cref="IFeatureFlags"/> and <see cref="IFlagDifferences"/>. They need the configuration, the database's
    /// context factory, metrics and logging. Called twice, nothing changes.
    /// </summary>
    public static IServiceCollection AddFeatureFlags(this IServiceCollection services)
    {
        services.TryAddSingleton<IFeatureFlags, FeatureFlags>();
        services.TryAddSingleton<FlagTelemetry>();
        services.TryAddSingleton<IFlagDifferences, FlagDifferences>();
        // Made when the program serves: commands have no shared commits.
        services.TryAddSingleton(p => ActivatorUtilities.CreateInstance<FlagDifferenceLog>(p));
        return services;
    }

    /// <summary>Makes a flag known.</summary>
    public static IServiceCollection AddFlag(this IServiceCollection services, FlagDefinition flag) => services.AddSingleton(flag);
}
