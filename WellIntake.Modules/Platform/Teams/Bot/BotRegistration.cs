using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Platform.Features;
using WellIntake.Modules.Platform.Teams.Delivery;
using WellIntake.Modules.Platform.Teams.References;

namespace WellIntake.Modules.Platform.Teams.Bot;

/// <summary>Registers what shows cards to people, and the bot that answers them.</summary>
public static class BotRegistration
{
    /// <summary>What every process needs that shows results: references and the requests' cards.</summary>
    public static IServiceCollection AddCardDelivery(this IServiceCollection services)
    {
        services.AddSingleton<ReferenceStore>();
        services.AddSingleton<ProgressCards>();
        services.AddSingleton<FirstMessages>();
        services.AddSingleton<RequestCards>();
        services.AddSingleton<AcknowledgementSender>();
        services.AddSingleton<PendingReplies>();
        services.AddSingleton<ReplySender>();
        return services;
    }

    /// <summary>The bot: commands and buttons of every module, found by scanning.</summary>
    public static IServiceCollection AddTeamsBot(this IServiceCollection services)
    {
        services.Scan(scan => scan.FromAssemblies(typeof(BotRegistration).Assembly)
            .AddClasses(c => c.AssignableToAny(typeof(IChatCommand), typeof(ICardActionHandler)), publicOnly: false)
            .AsSelfWithInterfaces()
            .WithSingletonLifetime());
        services.AddSingleton<AnswerFinder>();
        services.AddSingleton<AnswerSender>();
        services.AddFeatureFlags();
        services.AddSingleton<InRequestAnswers>();
        services.AddSingleton<ShownResults>();
        services.AddSingleton<Greeter>();
        services.AddSingleton<MemberDirectory>();
        services.AddHostedService(p => p.GetRequiredService<MemberDirectory>());
        services.AddHostedService(p => p.GetRequiredService<AcknowledgementSender>());
        services.AddHostedService(p => p.GetRequiredService<ReplySender>());
        services.AddSingleton<ITeamsBot, TeamsBot>();
        return services;
    }
}
