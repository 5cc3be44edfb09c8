using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WellIntake.Modules.Platform.Crm.Import;
using WellIntake.Modules.Platform.Crm.Samples;
using WellIntake.Modules.Platform.Crm.Seed;
using WellIntake.Modules.Platform.Crm.Zoho;
using WellIntake.Modules.Platform.Crm.Zoho.Sync;

namespace WellIntake.Modules.Platform.Crm;

/// <summary>Registers the firm's records: import, samples, made-up data, and a CRM that they are synchronised from.</summary>
public static class CrmRegistration
{
    /// <summary>
    /// Adds <see cref="ICrmImporter"/>, <see cref="ISampleLoader"/>, <see cref="ISeeder"/> and <see cref="ICrmFreshness"/>;
    /// where Zoho CRM is configured, <see cref="ICrmSync"/> too. They need a context factory and logging; registering twice
    /// changes nothing.
    /// </summary>
    public static IServiceCollection AddCrm(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ICrmImporter, CrmImporter>();
        services.TryAddSingleton<ISampleLoader, SampleLoader>();
        services.TryAddSingleton<ISeeder, Seeder>();
        if (ZohoRegistration.IsConfigured(configuration))
            services.AddZoho(configuration);
        services.TryAddSingleton<ICrmFreshness, ImportedFiles>();
        return services;
    }

    /// <summary>
    /// Synchronises in the background while the process runs, where <see cref="AddCrm"/> found a CRM. Register it after what
    /// migrates the database.
    /// </summary>
    public static IServiceCollection AddCrmSynchronisation(this IServiceCollection services)
    {
        if (services.Any(s => s.ServiceType == typeof(ICrmSync)))
            services.AddHostedService<ZohoSyncService>();
        return services;
    }
}
