using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Platform;

namespace WellIntake.Modules.Digest;

/// <summary>Digests of candidates: the module's only door.</summary>
public sealed class DigestModule : IModule
{
    /// <inheritdoc />
    public string Role => "digest";

    /// <inheritdoc />
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddDigestEngine();
        services.AddDigestPrivacy(configuration);
        services.AddSingleton<IDigests, Digests>();
    }
}
