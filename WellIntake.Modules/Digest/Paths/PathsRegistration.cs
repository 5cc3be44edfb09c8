using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WellIntake.Modules.Platform.Features;
using WellIntake.Modules.Platform.Teams.Bot;

namespace WellIntake.Modules.Digest.Paths;

/// <summary>Registers the two ways to a digest, and the flag that chooses.</summary>
internal static class PathsRegistration
{
    /// <summary>Made when the program serves: commands have no tracking and no queues.</summary>
    public static IServiceCollection AddDigestPaths(this IServiceCollection services)
    {
        services.AddFeatureFlags();
        services.AddFlag(new FlagDefinition(AsyncDigest.Name, "Digests are made by workers from the queue; off: while the message is answered."));
        services.AddSingleton<DigestMaker>();
        services.AddSingleton(p => ActivatorUtilities.CreateInstance<DigestShadow>(p));
        services.AddSingleton<IHostedService>(p => p.GetRequiredService<DigestShadow>());
        services.AddSingleton<IDigestWork>(p => ActivatorUtilities.CreateInstance<DigestHandler>(p));
        services.AddSingleton<IInRequestPlanner>(p => ActivatorUtilities.CreateInstance<DigestInRequest>(p));
        return services;
    }
}
