using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using WellIntake.Modules.Platform.Teams.Connector;

namespace WellIntake.Modules.Platform.Teams.Security;

/// <summary>Registers the check of incoming activities.</summary>
public static class SecurityRegistration
{
    private const string HttpClientName = "WellIntake.Teams.Metadata";

    /// <summary>
    /// Adds <see cref="IActivityAuthenticator"/>, and a notice at start when it works without tokens. Binds
    /// <see cref="TeamsOptions"/>; a wrong value stops the start. May be called twice.
    /// </summary>
    public static IServiceCollection AddActivityAuthentication(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddTeamsOptions(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpClient(HttpClientName, static http => http.MaxResponseContentBufferSize = 1024 * 1024).RemoveAllLoggers();
        services.TryAddSingleton(static provider => new PublishedKeys(
            new OpenIdConnectConfigurationRetriever(),
            Documents(provider),
            provider.GetRequiredService<IOptions<TeamsOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PublishedKeys>>()));
        services.TryAddSingleton<ChannelTokenValidator>();
        services.TryAddSingleton(static provider => new AnonymousMode(
            provider.GetRequiredService<IOptions<TeamsOptions>>(), provider.GetRequiredService<IHostEnvironment>(), provider.GetService<IServer>()));
        services.TryAddSingleton<IActivityAuthenticator, ActivityAuthenticator>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AnonymousModeNotice>());
        return services;
    }

    private static HttpDocumentRetriever Documents(IServiceProvider provider)
    {
        var url = new Uri(provider.GetRequiredService<IOptions<TeamsOptions>>().Value.OpenIdMetadataUrl);
        return new HttpDocumentRetriever(provider.GetRequiredService<IHttpClientFactory>().CreateClient(HttpClientName))
        {
            // Keys over plain http could be anybody's, but on this machine.
            RequireHttps = !url.IsLoopback,
        };
    }
}
