using System.Collections;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace WellIntake.Modules.Platform.Teams.Security;

/// <summary>A signing key of the issuer, and the channels that it speaks for.</summary>
internal sealed class PublishedKey
{
    private readonly HashSet<string> _endorsements;

    private PublishedKey(string id, SecurityKey key, HashSet<string> endorsements) => (Id, Key, _endorsements) = (id, key, endorsements);

    public string Id { get; }

    public SecurityKey Key { get; }

    public bool Endorses(string channelId) => _endorsements.Contains(channelId);

    /// <summary>The RSA signing keys with an id. Two under one id: neither, as it is not clear which is meant.</summary>
    public static Dictionary<string, PublishedKey> From(JsonWebKeySet? set)
    {
        var keys = new Dictionary<string, PublishedKey>(StringComparer.Ordinal);
        var twice = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in set?.Keys ?? [])
        {
            if (string.IsNullOrEmpty(key.Kid) || key.Kty != JsonWebAlgorithmsKeyTypes.RSA || key.Use is not (null or "" or "sig") || key.KeySize < 2048)
                continue;
            if (!keys.TryAdd(key.Kid, new PublishedKey(key.Kid, key, ReadEndorsements(key))))
                twice.Add(key.Kid);
        }

        foreach (var id in twice)
            keys.Remove(id);
        return keys;
    }

    private static HashSet<string> ReadEndorsements(JsonWebKey key)
    {
        var endorsements = new HashSet<string>(StringComparer.Ordinal);
        if (!key.AdditionalData.TryGetValue("endorsements", out var value))
            return endorsements;
        // The library hands arrays on as lists or as JSON, by version.
        var items = value switch
        {
            JsonElement { ValueKind: JsonValueKind.Array } json => json.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String ? e.GetString() : null),
            string => [],
            IEnumerable list => list.Cast<object?>().Select(e => e as string ?? (e is JsonElement { ValueKind: JsonValueKind.String } s ? s.GetString() : null)),
            _ => [],
        };
        foreach (var item in items)
        {
            if (!string.IsNullOrEmpty(item))
                endorsements.Add(item);
        }

        return endorsements;
    }
}
