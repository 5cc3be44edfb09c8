using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using WellIntake.Modules.Platform.Teams.Security;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Teams.Security;

/// <summary>The authenticator as the host registers it, with an issuer and a clock of its own.</summary>
internal sealed class SecurityRig : IAsyncDisposable
{
    public const string AppId = "3f9d2c1a-5b7e-4c66-8a11-90c2d7a4e5f6";
    public const string ServiceUrl = "https://smba.trafficmanager.net/amer/tenant/";
    public const string Issuer = "https://api.botframework.com";

    private readonly ServiceProvider _services;

    private SecurityRig(TestIssuer issuer, ServiceProvider services, FakeTime time)
    {
        (Keys, _services, Time) = (issuer, services, time);
        Key = issuer.Publish("good", ["msteams", "webchat"]);
        Authenticator = services.GetRequiredService<IActivityAuthenticator>();
    }

    public TestIssuer Keys { get; }

    public RsaSecurityKey Key { get; }

    public FakeTime Time { get; }

    public IActivityAuthenticator Authenticator { get; }

    public static async Task<SecurityRig> StartAsync(params (string Key, string Value)[] settings)
    {
        var issuer = await TestIssuer.StartAsync();
        var time = new FakeTime();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            new[] { ("AppId", AppId), ("AppPassword", "secret"), ("OpenIdMetadataUrl", issuer.MetadataUrl) }.Concat(settings)
            .GroupBy(s => s.Item1).Select(g => KeyValuePair.Create($"WellIntake:Teams:{g.Key}", (string?)g.Last().Item2))).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton<IHostEnvironment>(new TestEnvironment());
        services.AddActivityAuthentication(configuration);
        return new SecurityRig(issuer, services.BuildServiceProvider(), time);
    }

    /// <summary>What a good token says.</summary>
    public Dictionary<string, object> Claims() => new(StringComparer.Ordinal)
    {
        ["iss"] = Issuer,
        ["aud"] = AppId,
        ["nbf"] = Time.GetUtcNow().AddMinutes(-1).ToUnixTimeSeconds(),
        ["exp"] = Time.GetUtcNow().AddHours(1).ToUnixTimeSeconds(),
        ["serviceurl"] = ServiceUrl,
    };

    public string Sign(Dictionary<string, object> claims, SecurityKey? key = null, string algorithm = SecurityAlgorithms.RsaSha256) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            System.Text.Json.JsonSerializer.Serialize(claims), new SigningCredentials(key ?? Key, algorithm));

    public string GoodToken() => Sign(Claims());

    public async Task<AuthenticationOutcome> AskAsync(string? token, string? channelId = "msteams", string? serviceUrl = ServiceUrl, CancellationToken ct = default) =>
        await Authenticator.AuthenticateAsync(token is null ? null : $"Bearer {token}", channelId, serviceUrl, IPAddress.Parse("52.112.0.1"), ct);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Keys.DisposeAsync();
    }
}

internal sealed class TestEnvironment(string name = "Production") : IHostEnvironment
{
    public string EnvironmentName { get; set; } = name;

    public string ApplicationName { get; set; } = "WellIntake";

    public string ContentRootPath { get; set; } = string.Empty;

    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
}
