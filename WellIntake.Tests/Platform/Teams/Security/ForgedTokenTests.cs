using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using WellIntake.Modules.Platform.Teams.Security;

namespace WellIntake.Tests.Platform.Teams.Security;

/// <summary>Every forgery that came to mind, each refused; and the good ones beside them, so that refusing all would show.</summary>
[TestClass]
[TestCategory("REL-8")]
[TestCategory("SEC-1")]
public sealed class ForgedTokenTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    public async Task Authenticate_Forged_IsRefusedEveryTime()
    {
        await using var rig = await SecurityRig.StartAsync();
        var forgeries = Forgeries(rig);
        Assert.IsGreaterThanOrEqualTo(38, forgeries.Count);
        // With and without the good token remembered.
        foreach (var warm in new[] { false, true })
        {
            if (warm)
                Assert.IsTrue((await rig.AskAsync(rig.GoodToken(), ct: Ct)).IsAuthenticated);
            foreach (var (kind, header) in forgeries)
            {
                for (var n = 0; n < 2; n++)
                {
                    var outcome = await rig.Authenticator.AuthenticateAsync(header, "msteams", SecurityRig.ServiceUrl, IPAddress.Loopback, Ct);
                    Assert.IsFalse(outcome.IsAuthenticated, kind);
                    Assert.IsFalse(string.IsNullOrEmpty(outcome.Reason), kind);
                }
            }
        }

        Assert.IsTrue((await rig.AskAsync(rig.GoodToken(), ct: Ct)).IsAuthenticated, "the good one still passes");
    }

    [TestMethod]
    [DataRow(SecurityAlgorithms.RsaSha256)]
    [DataRow(SecurityAlgorithms.RsaSha384)]
    [DataRow(SecurityAlgorithms.RsaSha512)]
    public async Task Authenticate_Good_Passes(string algorithm)
    {
        await using var rig = await SecurityRig.StartAsync();
        var token = rig.Sign(rig.Claims(), algorithm: algorithm);
        Assert.AreEqual(AuthenticationOutcome.Ok, await rig.AskAsync(token, ct: Ct));
        Assert.AreEqual(AuthenticationOutcome.Ok, await rig.AskAsync(token, "webchat", ct: Ct), "an endorsed channel");
        Assert.AreEqual(AuthenticationOutcome.Ok, await rig.Authenticator.AuthenticateAsync($"bearer  {token} ", "msteams", SecurityRig.ServiceUrl, null, Ct));
    }

    [TestMethod]
    [DataRow("msteams", null)]
    [DataRow("msteams", "")]
    [DataRow("msteams", "https://smba.trafficmanager.net/emea/tenant/")]
    [DataRow("msteams", "https://smba.trafficmanager.net/amer/tenant/x")]
    [DataRow("msteams", "https://evil.example.com/")]
    [DataRow(null, SecurityRig.ServiceUrl)]
    [DataRow(" ", SecurityRig.ServiceUrl)]
    [DataRow("slack", SecurityRig.ServiceUrl)]
    [DataRow("MSTEAMS ", SecurityRig.ServiceUrl)]
    public async Task Authenticate_GoodTokenOnAnotherActivity_IsRefused(string? channelId, string? serviceUrl)
    {
        await using var rig = await SecurityRig.StartAsync();
        var token = rig.GoodToken();
        Assert.IsTrue((await rig.AskAsync(token, ct: Ct)).IsAuthenticated);
        Assert.IsFalse((await rig.AskAsync(token, channelId, serviceUrl, Ct)).IsAuthenticated);
    }

    [TestMethod]
    public async Task Authenticate_RememberedToken_StillExpires()
    {
        await using var rig = await SecurityRig.StartAsync();
        var token = rig.GoodToken();
        Assert.IsTrue((await rig.AskAsync(token, ct: Ct)).IsAuthenticated);
        rig.Time.Advance(TimeSpan.FromMinutes(64));
        Assert.IsTrue((await rig.AskAsync(token, ct: Ct)).IsAuthenticated, "within the skew of five minutes");
        rig.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.IsFalse((await rig.AskAsync(token, ct: Ct)).IsAuthenticated);
    }

    private static List<(string Kind, string? Header)> Forgeries(SecurityRig rig)
    {
        var good = rig.GoodToken();
        var parts = good.Split('.');
        var list = new List<(string Kind, string? Header)>();
        void Bearer(string kind, string token) => list.Add((kind, $"Bearer {token}"));
        void Claim(string kind, Action<Dictionary<string, object>> change)
        {
            var claims = rig.Claims();
            change(claims);
            Bearer(kind, rig.Sign(claims));
        }

        void Header(string kind, string header) => Bearer(kind, ByHand(header, JsonSerializer.Serialize(rig.Claims()), rig.Key));

        // No token.
        list.Add(("no header", null));
        list.Add(("empty header", ""));
        list.Add(("no scheme", good));
        list.Add(("Basic", $"Basic {good}"));
        list.Add(("two tokens", $"Bearer {good}, Bearer {good}"));
        Bearer("empty token", "");
        Bearer("not a token", "abc");
        Bearer("dots only", "..");
        Bearer("one part", parts[0]);
        Bearer("two parts", $"{parts[0]}.{parts[1]}");
        Bearer("four parts", $"{good}.x");
        Bearer("five parts", "a.b.c.d.e");
        Bearer("not base64", $"{parts[0]}.{parts[1]}.***");
        Bearer("header not JSON", $"{Encode("nope")}.{parts[1]}.{parts[2]}");
        Bearer("payload not JSON", ByHand(RsHeader("good"), "nope", rig.Key));
        Bearer("very long", new string('a', 20_000));
        Bearer("very long good one", rig.Sign(With(rig.Claims(), "pad", new string('a', 20_000))));

        // Signature.
        Bearer("no signature", $"{parts[0]}.{parts[1]}.");
        Bearer("signature cut", good[..^8]);
        Bearer("signature changed", $"{parts[0]}.{parts[1]}.{(parts[2][0] == 'A' ? 'B' : 'A')}{parts[2][1..]}");
        Bearer("payload changed", $"{parts[0]}.{Encode(JsonSerializer.Serialize(With(rig.Claims(), "extra", "x")))}.{parts[2]}");
        using var stranger = RSA.Create(2048);
        Bearer("another key under the published id", rig.Sign(rig.Claims(), new RsaSecurityKey(stranger.ExportParameters(true)) { KeyId = "good" }));
        Bearer("key brought along", ByHand(
            $$$"""{"alg":"RS256","kid":"good","jwk":{"kty":"RSA","n":"{{{Base64UrlEncoder.Encode(stranger.ExportParameters(false).Modulus)}}}","e":"AQAB"}}""",
            JsonSerializer.Serialize(rig.Claims()), new RsaSecurityKey(stranger.ExportParameters(true))));

        // Algorithm.
        foreach (var none in new[] { "none", "None", "NONE", "" })
            Bearer($"alg '{none}'", $"{Encode($$"""{"alg":"{{none}}","kid":"good","typ":"JWT"}""")}.{parts[1]}.");
        Bearer("alg none with the signature left", $"{Encode("""{"alg":"none","kid":"good"}""")}.{parts[1]}.{parts[2]}");
        Bearer("no alg", $"{Encode("""{"kid":"good"}""")}.{parts[1]}.{parts[2]}");
        var publicKey = rig.Key.Rsa.ExportSubjectPublicKeyInfoPem();
        Bearer("HS256 with the public key (PEM)", Hmac(parts[1], Encoding.UTF8.GetBytes(publicKey)));
        Bearer("HS256 with the public key (DER)", Hmac(parts[1], rig.Key.Rsa.ExportSubjectPublicKeyInfo()));
        Bearer("HS256 with the modulus", Hmac(parts[1], rig.Key.Rsa.ExportParameters(false).Modulus!));
        Bearer("HS256 with nothing", Hmac(parts[1], []));
        Bearer("PS256", rig.Sign(rig.Claims(), algorithm: SecurityAlgorithms.RsaSsaPssSha256));
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Bearer("ES256", rig.Sign(rig.Claims(), new ECDsaSecurityKey(curve) { KeyId = "good" }, SecurityAlgorithms.EcdsaSha256));
        Header("alg in lower case", """{"alg":"rs256","kid":"good"}""");
        Header("crit", """{"alg":"RS256","kid":"good","crit":["x"],"x":1}""");

        // Key id.
        Header("no kid", """{"alg":"RS256"}""");
        Header("empty kid", """{"alg":"RS256","kid":""}""");
        Header("unknown kid", """{"alg":"RS256","kid":"other"}""");
        Header("kid in other case", """{"alg":"RS256","kid":"GOOD"}""");
        Header("kid a number", """{"alg":"RS256","kid":5}""");
        Header("kid a path", """{"alg":"RS256","kid":"../../dev/null"}""");
        Bearer("key that endorses nothing", rig.Sign(rig.Claims(), rig.Keys.Publish("bare", null)));
        Bearer("key that endorses no channel", rig.Sign(rig.Claims(), rig.Keys.Publish("empty", [])));
        Bearer("key of another channel", rig.Sign(rig.Claims(), rig.Keys.Publish("slack", ["slack"])));
        Bearer("key for encryption", rig.Sign(rig.Claims(), rig.Keys.Publish("enc", ["msteams"], use: "enc")));
        Bearer("short key", rig.Sign(rig.Claims(), rig.Keys.Publish("short", ["msteams"], RSA.Create(1024))));

        // Claims.
        Claim("no issuer", c => c.Remove("iss"));
        Claim("another issuer", c => c["iss"] = "https://evil.example.com");
        Claim("issuer with a slash", c => c["iss"] = SecurityRig.Issuer + "/");
        Claim("issuer in other case", c => c["iss"] = SecurityRig.Issuer.ToUpperInvariant());
        Claim("the emulator's issuer", c => c["iss"] = "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/");
        Claim("no audience", c => c.Remove("aud"));
        Claim("another audience", c => c["aud"] = "11111111-2222-3333-4444-555555555555");
        Claim("empty audience", c => c["aud"] = "");
        Claim("audience that begins like ours", c => c["aud"] = SecurityRig.AppId + "0");
        Claim("no expiry", c => c.Remove("exp"));
        Claim("expired", c => c["exp"] = rig.Time.GetUtcNow().AddMinutes(-6).ToUnixTimeSeconds());
        Claim("expiry a word", c => c["exp"] = "never");
        Claim("expiry below zero", c => c["exp"] = -1);
        Claim("expiry beyond time", c => c["exp"] = long.MaxValue);
        Claim("not yet valid", c => c["nbf"] = rig.Time.GetUtcNow().AddMinutes(6).ToUnixTimeSeconds());
        Claim("not-before a word", c => c["nbf"] = "now");
        Claim("no service URL", c => c.Remove("serviceurl"));
        Claim("empty service URL", c => c["serviceurl"] = "");
        Claim("another service URL", c => c["serviceurl"] = "https://evil.example.com/");
        Claim("several service URLs", c => c["serviceurl"] = new[] { SecurityRig.ServiceUrl, "https://evil.example.com/" });
        Claim("service URL under another name", c =>
        {
            c.Remove("serviceurl");
            c["serviceUrls"] = SecurityRig.ServiceUrl;
        });
        return list;
    }

    private static Dictionary<string, object> With(Dictionary<string, object> claims, string name, object value)
    {
        claims[name] = value;
        return claims;
    }

    private static string RsHeader(string kid) => $$"""{"alg":"RS256","kid":"{{kid}}","typ":"JWT"}""";

    private static string Encode(string text) => Base64UrlEncoder.Encode(text);

    private static string ByHand(string header, string payload, RsaSecurityKey key)
    {
        var signed = $"{Encode(header)}.{Encode(payload)}";
        using var copy = key.Rsa is null ? RSA.Create(key.Parameters) : null;
        var signature = (key.Rsa ?? copy!).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64UrlEncoder.Encode(signature)}";
    }

    private static string Hmac(string payload, byte[] key)
    {
        var signed = $"{Encode("""{"alg":"HS256","kid":"good","typ":"JWT"}""")}.{payload}";
        return $"{signed}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";
    }
}
