using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WellIntake.Modules.Platform.Crm.Import;
using WellIntake.Modules.Platform.Crm.Samples;
using WellIntake.Modules.Platform.Crm.Seed;

namespace WellIntake.Modules.Platform.Crm;

/// <summary>Registers the firm's records: import, samples and made-up data.</summary>
public static class CrmRegistration
{
    /// <summary>
    /// Adds <see cref="ICrmImporter"/>, <see cref="ISampleLoader"/> and <see cref="ISeeder"/>. They need a context factory
    /// and logging; registering twice changes nothing.
    /// </summary>
    public static IServiceCollection AddCrm(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ICrmImporter, CrmImporter>();
        services.TryAddSingleton<ISampleLoader, SampleLoader>();
        services.TryAddSingleton<ISeeder, Seeder>();
        return services;
    }
}
