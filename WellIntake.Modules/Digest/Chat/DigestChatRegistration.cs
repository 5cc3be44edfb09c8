using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Digest.Alerts;
using WellIntake.Modules.Digest.Reasons;
using WellIntake.Modules.Digest.Subscriptions;

namespace WellIntake.Modules.Digest.Chat;

/// <summary>Registers what the digests' commands and buttons stand on; they themselves are found by scanning.</summary>
public static class DigestChatRegistration
{
    /// <summary>Subscriptions, alerts, preferences, reasons, and what analytics reads.</summary>
    public static IServiceCollection AddDigestChat(this IServiceCollection services)
    {
        services.AddSingleton<SubscriptionStore>();
        services.AddSingleton<DigestPreferences>();
        services.AddSingleton<IDigestPreferences>(p => p.GetRequiredService<DigestPreferences>());
        services.AddSingleton<DigestUsage>();
        services.AddSingleton<BulletReasons>();
        services.AddSingleton<WhyAnswers>();
        services.AddSingleton<AlertStore>();
        services.AddSingleton<PlaceReader>();
        services.AddSingleton<AlertReader>();
        return services;
    }
}
