using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Digest.Anonymising.Words;

namespace WellIntake.Modules.Digest.Anonymising;

/// <summary>Registers what stands between digests and people.</summary>
internal static class PrivacyRegistration
{
    /// <summary>The anonymiser, the leak check and the presenter; options from <see cref="PrivacyOptions.Section"/>. Needs the engine.</summary>
    public static IServiceCollection AddDigestPrivacy(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.AddOptions<PrivacyOptions>().Bind(configuration.GetSection(PrivacyOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PrivacyOptions>, PrivacyOptionsCheck>());
        services.TryAddSingleton(s => Vocabulary.Load(s.GetRequiredService<IOptions<PrivacyOptions>>().Value.WordFolder));
        services.TryAddSingleton<IAnonymiser, Anonymiser>();
        services.TryAddSingleton<PrivacyTelemetry>();
        services.TryAddSingleton<DigestPresenter>();
        return services;
    }
}
