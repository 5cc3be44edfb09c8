using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Crm.Zoho.Client;
using WellIntake.Modules.Platform.Crm.Zoho.Mapping;
using WellIntake.Modules.Platform.Crm.Zoho.Sync;
using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Modules.Platform.Crm.Zoho;

/// <summary>Registers Zoho CRM as where records come from, where it is configured.</summary>
internal static class ZohoRegistration
{
    /// <summary>True when a client is configured.</summary>
    public static bool IsConfigured(IConfiguration configuration) =>
        configuration.GetSection(ZohoOptions.Section).Get<ZohoOptions>() is { IsConfigured: true };

    /// <summary>Adds <see cref="ICrmSync"/> and <see cref="ICrmFreshness"/> over Zoho CRM; a wrong value stops the start. Needs a context factory.</summary>
    public static IServiceCollection AddZoho(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(s => s.ServiceType == typeof(ICrmSync)))
            return services;
        services.AddResilience(configuration);
        services.AddOptions<ZohoOptions>().Bind(configuration.GetSection(ZohoOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<ZohoOptions>, ZohoOptionsCheck>();
        services.AddHttpClient(ZohoHttp.HttpClientName, http =>
            {
                // Each try has its own limit.
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.MaxResponseContentBufferSize = ZohoHttp.MaxAnswerBytes;
                http.DefaultRequestHeaders.UserAgent.ParseAdd("WellIntake/0.1");
                http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
            })
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
            {
                // A redirect could carry the token to a host that was never checked.
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        services.TryAddSingleton(RetryJitter.OfSystem);
        services.AddSingleton<ZohoHttp>();
        services.AddSingleton<ZohoTokens>();
        services.AddSingleton<ZohoClient>();
        services.AddSingleton<ZohoPlans>();
        services.AddSingleton<SyncStates>();
        services.AddSingleton<ICrmFreshness, ZohoFreshness>();
        services.AddSingleton<ICrmSync, ZohoSync>();
        return services;
    }
}
