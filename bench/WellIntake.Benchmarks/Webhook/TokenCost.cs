using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace WellIntake.Benchmarks.Webhook;

/// <summary>PERF-3: one connection, with and without the token check; the difference of the medians is its cost.</summary>
internal static class TokenCost
{
    private const string AppId = "11111111-2222-3333-4444-555555555555";
    private const int Seconds = 10;
    private static readonly string[] Channels = ["msteams"];

    public static async Task RunAsync(IReadOnlyDictionary<string, string> settings)
    {
        using var rsa = RSA.Create(2048);
        var key = new RsaSecurityKey(rsa) { KeyId = "bench" };
        await using var metadata = await ServeKeysAsync(key);
        var address = metadata.Urls.First();
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "https://api.botframework.com",
            Audience = AppId,
            Expires = TimeProvider.System.GetUtcNow().AddHours(1).UtcDateTime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["serviceurl"] = "http://127.0.0.1:9/none" },
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
        });

        using var open = await Child.HostAsync(settings);
        await Wrk.RunAsync(open.Port, 1, 3, "warm");
        var without = await Wrk.RunAsync(open.Port, 1, Seconds, "without");
        using var guarded = await Child.HostAsync(new Dictionary<string, string>(settings, StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["TEAMS_BOT_APP_ID"] = AppId,
            ["TEAMS_BOT_APP_PASSWORD"] = "not-used",
            ["WellIntake__Teams__OpenIdMetadataUrl"] = $"{address}/openid",
        });
        await Wrk.RunAsync(guarded.Port, 1, 3, "warm", token);
        var with = await Wrk.RunAsync(guarded.Port, 1, Seconds, "with", token);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"PERF-3 one connection: p50 {without.P50.TotalMicroseconds:0} us without, {with.P50.TotalMicroseconds:0} us with the token check{(with.NotOk > 0 ? $"; {with.NotOk} NOT OK" : string.Empty)}"));
    }

    private static async Task<WebApplication> ServeKeysAsync(RsaSecurityKey key)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.Rsa.ExportParameters(includePrivateParameters: false)) { KeyId = key.KeyId });
        var keys = JsonSerializer.Serialize(new { keys = new[] { new { kty = "RSA", kid = jwk.KeyId, n = jwk.N, e = jwk.E, endorsements = Channels } } });
        app.MapGet("/keys", context => context.Response.WriteAsync(keys));
        app.MapGet("/openid", context => context.Response.WriteAsync(
            JsonSerializer.Serialize(new { issuer = "https://api.botframework.com", jwks_uri = app.Urls.First() + "/keys" })));
        await app.StartAsync();
        return app;
    }
}
