using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Digest.Alerts;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Chat;
using WellIntake.Modules.Digest.Paths;
using WellIntake.Modules.Digest.Sending;
using WellIntake.Modules.Digest.Subscriptions;
using WellIntake.Modules.Platform;
using WellIntake.Modules.Platform.Teams.Delivery.Orders;

namespace WellIntake.Modules.Digest;

/// <summary>Digests of candidates: the module's only door.</summary>
public sealed class DigestModule : IModule
{
    /// <inheritdoc />
    public string Role => "digest";

    /// <inheritdoc />
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddDigestEngine();
        services.AddDigestPrivacy(configuration);
        services.AddSingleton<IDigests, Digests>();
        services.AddOptions<DigestOptions>().Bind(configuration.GetSection(DigestOptions.Section));
        services.AddSingleton<SendRecords>();
        services.AddDigestPaths();
        services.AddDigestChat();
        services.AddSingleton<IMailRecords, ResentDigests>();
        services.AddOptions<AlertOptions>().Bind(configuration.GetSection(AlertOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AlertMessage>();
        services.AddSingleton<AlertMatcher>();
        // Made when the program serves: commands have no tracking to hand requests to.
        services.AddHostedService(p => ActivatorUtilities.CreateInstance<AlertSweep>(p));
        services.AddHostedService(p => ActivatorUtilities.CreateInstance<SubscriptionScheduler>(p));
    }
}
