using Microsoft.Extensions.DependencyInjection.Extensions;
using WellIntake.Host.Chat.Page;

namespace WellIntake.Host.Chat;

/// <summary>Registers the local chat page.</summary>
public static class ChatRegistration
{
    /// <summary>
    /// Registers what <see cref="ChatEndpoints.MapLocalChat"/> needs, with options from <c>WellIntake:Chat</c>. Needs the
    /// database (<c>IDbContextFactory&lt;WellIntakeDbContext&gt;</c>). Harmless where the page is off; call it once.
    /// </summary>
    public static IServiceCollection AddLocalChat(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ChatOptions>().Bind(configuration.GetSection(ChatOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddAntiforgery();
        // To this server only, so neither a proxy nor a redirect has a place here.
        services.AddHttpClient(WebhookClient.HttpClientName)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<LocalAccess>();
        services.AddSingleton<ChatChanges>();
        services.AddSingleton<ChatStore>();
        services.AddSingleton<ChatStream>();
        services.AddSingleton<ChatSender>();
        services.AddSingleton<CardPresser>();
        services.AddSingleton<WebhookClient>();
        services.AddSingleton<OutgoingActivity>();
        return services;
    }
}
