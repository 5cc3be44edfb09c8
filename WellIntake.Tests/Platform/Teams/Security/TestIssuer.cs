using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace WellIntake.Tests.Platform.Teams.Security;

/// <summary>An issuer of channel tokens in this process: publishes keys as Bot Framework does, and fails on demand.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<(string Kid, RSA Key, string[]? Endorsements, string Use)> _published = [];
    private int _fetches;

    private TestIssuer(WebApplication app) => _app = app;

    public const string MetadataPath = "/v1/.well-known/openidconfiguration";

    public string MetadataUrl => _app.Urls.First() + MetadataPath;

    /// <summary>How often the metadata was asked for.</summary>
    public int Fetches => Volatile.Read(ref _fetches);

    /// <summary>Answers 500.</summary>
    public bool Down { get; set; }

    /// <summary>Answers when this completes.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    /// <summary>Stands in for the keys when set.</summary>
    public string? KeysBody { get; set; }

    public static async Task<TestIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var issuer = new TestIssuer(app);
        app.Run(issuer.ServeAsync);
        await app.StartAsync();
        return issuer;
    }

    /// <summary>Publishes a key, with these endorsements, or none at all.</summary>
    public RsaSecurityKey Publish(string kid, string[]? endorsements, RSA? key = null, string use = "sig")
    {
        key ??= RSA.Create(2048);
        lock (_published)
            _published.Add((kid, key, endorsements, use));
        return new RsaSecurityKey(key) { KeyId = kid };
    }

    public void Withdraw(string kid)
    {
        lock (_published)
            _published.RemoveAll(k => k.Kid == kid);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var (_, key, _, _) in _published)
            key.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var isMetadata = context.Request.Path == MetadataPath;
        if (isMetadata)
            Interlocked.Increment(ref _fetches);
        await Hold.WaitAsync(context.RequestAborted);
        if (Down)
        {
            context.Response.StatusCode = 500;
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(isMetadata ? Metadata(context) : KeysBody ?? Keys());
    }

    private static string Metadata(HttpContext context) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["issuer"] = "https://api.botframework.com",
        ["jwks_uri"] = $"http://{context.Request.Host}/v1/.well-known/keys",
        ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
    });

    private string Keys()
    {
        lock (_published)
        {
            return JsonSerializer.Serialize(new
            {
                keys = _published.Select(k =>
                {
                    var parameters = k.Key.ExportParameters(false);
                    var jwk = new Dictionary<string, object>
                    {
                        ["kty"] = "RSA",
                        ["use"] = k.Use,
                        ["kid"] = k.Kid,
                        ["n"] = Base64UrlEncoder.Encode(parameters.Modulus),
                        ["e"] = Base64UrlEncoder.Encode(parameters.Exponent),
                    };
                    if (k.Endorsements is not null)
                        jwk["endorsements"] = k.Endorsements;
                    return jwk;
                }),
            });
        }
    }
}
