using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Extraction.ByModel;
using WellIntake.Modules.Digest.Ranking;
using WellIntake.Modules.Platform.Crm;
using WellIntake.Modules.Platform.LanguageModel;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Digest;

/// <summary>Registers what makes digests.</summary>
public static class DigestRegistration
{
    /// <summary>
    /// The engine with the offline extractor; another <c>IBulletExtractor</c> registered before takes its place. With a
    /// language model beside it, that reads the shortlist again.
    /// Needs the database's context factory. Called twice, nothing changes.
    /// </summary>
    public static IServiceCollection AddDigestEngine(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IBulletExtractor, OfflineExtractor>();
        services.TryAddSingleton(static provider => new DigestEngine(
            provider.GetRequiredService<IDbContextFactory<WellIntakeDbContext>>(),
            provider.GetRequiredService<IBulletExtractor>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ICrmFreshness>(),
            provider.GetService<ILanguageModel>() is { IsConfigured: true } model
                ? new ShortlistReader(new ModelExtractor(provider.GetRequiredService<IBulletExtractor>(), model), model)
                : null));
        return services;
    }
}
