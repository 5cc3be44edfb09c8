using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WellIntake.Modules.Digest.Extraction;

namespace WellIntake.Modules.Digest;

/// <summary>Registers what makes digests.</summary>
public static class DigestRegistration
{
    /// <summary>
    /// The engine with the offline extractor; another <c>IBulletExtractor</c> registered before takes its place.
    /// Needs the database's context factory. Called twice, nothing changes.
    /// </summary>
    public static IServiceCollection AddDigestEngine(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IBulletExtractor, OfflineExtractor>();
        services.TryAddSingleton<DigestEngine>();
        return services;
    }
}
