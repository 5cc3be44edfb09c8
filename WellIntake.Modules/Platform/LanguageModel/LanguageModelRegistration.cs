using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Modules.Platform.LanguageModel;

/// <summary>Registers the language model.</summary>
public static class LanguageModelRegistration
{
    /// <summary>
    /// Adds the language model that <c>WellIntake:LanguageModel</c> describes, or none. Connects to nothing yet; a wrong
    /// value stops the start. Needs the database. May be called twice.
    /// </summary>
    public static IServiceCollection AddLanguageModel(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(s => s.ServiceType == typeof(ILanguageModel)))
            return services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddResilience(configuration);
        services.AddOptions<LanguageModelOptions>().Bind(configuration.GetSection(LanguageModelOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddHttpClient(ModelClient.HttpClientName, static http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
            {
                // A redirect could carry the key to a host that nobody configured.
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            })
            .AddHttpMessageHandler(static () => new BoundedReplyHandler())
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();

        services.AddSingleton<LanguageModelTelemetry>();
        services.AddSingleton<ModelBudget>();
        services.AddSingleton<ModelResults>();
        services.AddSingleton<ILanguageModel>(static provider =>
        {
            var options = provider.GetRequiredService<IOptions<LanguageModelOptions>>().Value;
            if (!options.IsConfigured)
                return new OfflineOnly();
            var http = provider.GetRequiredService<IHttpClientFactory>().CreateClient(ModelClient.HttpClientName);
            var model = ModelEndpoint.TryRead(options.Endpoint!, options.Model)!.Model;
            return ActivatorUtilities.CreateInstance<StructuredLanguageModel>(provider, ModelClient.Create(options, http, Credential), model);
        });
        return services;
    }

    private static TokenCredential Credential()
    {
        var options = new DefaultAzureCredentialOptions();
        options.Retry.MaxRetries = 1;
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(10);
        return new DefaultAzureCredential(options);
    }
}
