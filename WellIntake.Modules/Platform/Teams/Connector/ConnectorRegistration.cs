using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Modules.Platform.Teams.Connector;

/// <summary>Registers the way out to Teams.</summary>
public static class ConnectorRegistration
{
    /// <summary>
    /// Adds <see cref="ITeamsMessenger"/> over the Bot Connector, with the process's one throttle and its tokens. Binds
    /// <see cref="TeamsOptions"/>; a wrong value stops the start. May be called twice.
    /// </summary>
    public static IServiceCollection AddTeamsConnector(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddTeamsOptions(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddResilience(configuration);
        services.AddHttpClient(ConnectorClient.HttpClientName, http =>
            {
                // Each try has its own limit, and bodies are read in bounds.
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.DefaultRequestHeaders.UserAgent.ParseAdd("WellIntake/0.1");
                http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
            })
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
            {
                // A redirect could carry a message to a host that was never checked.
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // Its log lines carry whole URLs, and those carry people's ids.
            .RemoveAllLoggers();

        services.TryAddSingleton<ServiceUrlGuard>();
        services.TryAddSingleton<SendThrottle>();
        services.TryAddSingleton(RetryJitter.OfSystem);
        services.TryAddSingleton<IConnectorTokenSource>(static provider =>
        {
            var options = provider.GetRequiredService<IOptions<TeamsOptions>>().Value;
            return string.IsNullOrWhiteSpace(options.AppId)
                ? new NoTokenSource()
                : new CredentialTokenSource(
                    () => CredentialTokenSource.CreateCredential(options), options.TokenScope,
                    provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CredentialTokenSource>>());
        });
        services.TryAddSingleton<ChannelBreakers>();
        services.TryAddSingleton<ConnectorClient>();
        services.TryAddSingleton<ITeamsMessenger, BotConnectorMessenger>();
        return services;
    }

    /// <summary>Binds and checks the options that the way in and the way out share.</summary>
    internal static IServiceCollection AddTeamsOptions(this IServiceCollection services, IConfiguration configuration)
    {
        if (!services.Any(s => s.ServiceType == typeof(TeamsOptionsBound)))
        {
            services.AddSingleton<TeamsOptionsBound>();
            services.AddOptions<TeamsOptions>().Bind(configuration.GetSection(TeamsOptions.SectionName)).ValidateDataAnnotations().ValidateOnStart();
        }

        return services;
    }

    /// <summary>Bound twice, lists would hold everything twice.</summary>
    private sealed class TeamsOptionsBound;
}
