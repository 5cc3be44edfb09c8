using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Digest.Subscriptions;

namespace WellIntake.Modules.Digest.Chat;

/// <summary>Registers what the digests' commands and buttons stand on; they themselves are found by scanning.</summary>
public static class DigestChatRegistration
{
    /// <summary>Subscriptions, preferences and what analytics reads.</summary>
    public static IServiceCollection AddDigestChat(this IServiceCollection services)
    {
        services.AddSingleton<SubscriptionStore>();
        services.AddSingleton<DigestPreferences>();
        services.AddSingleton<IDigestPreferences>(p => p.GetRequiredService<DigestPreferences>());
        services.AddSingleton<DigestUsage>();
        return services;
    }
}
