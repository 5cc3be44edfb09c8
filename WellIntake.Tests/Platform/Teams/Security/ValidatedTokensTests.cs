using Microsoft.IdentityModel.Tokens;
using WellIntake.Modules.Platform.Teams.Security;

namespace WellIntake.Tests.Platform.Teams.Security;

[TestClass]
[TestCategory("PERF-3")]
public sealed class ValidatedTokensTests
{
    [TestMethod]
    public void Add_PastTheLimit_ForgetsTheLeastRecentlyUsed()
    {
        var tokens = new ValidatedTokens(3);
        for (var i = 0; i < 3; i++)
            tokens.Add(Hash(i), Token());
        Assert.IsNotNull(tokens.Find(Hash(0)));
        tokens.Add(Hash(3), Token());

        Assert.AreEqual(3, tokens.Count);
        Assert.IsNull(tokens.Find(Hash(1)));
        Assert.IsNotNull(tokens.Find(Hash(0)));
        Assert.IsNotNull(tokens.Find(Hash(3)));
    }

    [TestMethod]
    public void Remove_Known_IsGone_UnknownIsFine()
    {
        var tokens = new ValidatedTokens(3);
        tokens.Add(Hash(1), Token());
        tokens.Add(Hash(1), Token());
        Assert.AreEqual(1, tokens.Count);
        tokens.Remove(Hash(1));
        tokens.Remove(Hash(1));
        Assert.AreEqual(0, tokens.Count);
    }

    private static TokenHash Hash(int i) => new((UInt128)i, UInt128.Zero);

    private static ValidatedToken Token()
    {
        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        var jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.ExportParameters(false)) { KeyId = "k" });
        var set = new JsonWebKeySet();
        set.Keys.Add(jwk);
        return new ValidatedToken(PublishedKey.From(set)["k"], "s", DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
    }
}
