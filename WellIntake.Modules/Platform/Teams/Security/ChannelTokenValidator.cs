using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace WellIntake.Modules.Platform.Teams.Security;

/// <summary>
/// Checks the tokens that channels send with activities
/// (learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication, connector to bot).
/// </summary>
internal sealed class ChannelTokenValidator(PublishedKeys keys, IOptions<TeamsOptions> options, TimeProvider time)
{
    private const int MaxTokenLength = 16 * 1024;
    private const string Scheme = "Bearer ";

    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxTokenLength };
    private readonly ValidatedTokens _passed = new(options.Value.ValidatedTokens);

    public async ValueTask<AuthenticationOutcome> ValidateAsync(string? header, string channelId, string serviceUrl, CancellationToken ct)
    {
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return AuthenticationOutcome.Refused("there is no bearer token");
        var text = header[Scheme.Length..].Trim();
        if (text.Length is 0 or > MaxTokenLength)
            return AuthenticationOutcome.Refused("the token is empty or too long");

        try
        {
            var hash = HashOf(text);
            var token = _passed.Find(hash);
            if (token is not null && !keys.IsCurrent(token.Key))
            {
                _passed.Remove(hash);
                token = null;
            }

            if (token is null)
            {
                var (validated, reason) = await ReadAsync(text, ct);
                if (validated is null)
                    return AuthenticationOutcome.Refused(reason);
                _passed.Add(hash, token = validated);
            }

            return Check(token, channelId, serviceUrl);
        }
        catch (KeysUnavailableException error)
        {
            return AuthenticationOutcome.Refused(error.Message);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            // Whatever the libraries throw at a strange token: it is not one of ours. Messages may quote it; types do not.
            return AuthenticationOutcome.Refused($"the token cannot be checked ({error.GetType().Name})");
        }
    }

    /// <summary>What depends on the time or on the activity, and so is asked every time.</summary>
    private AuthenticationOutcome Check(ValidatedToken token, string channelId, string serviceUrl)
    {
        var now = time.GetUtcNow();
        if (now >= token.Expires + Skew)
            return AuthenticationOutcome.Refused("the token has expired");
        if (now < token.NotBefore - Skew)
            return AuthenticationOutcome.Refused("the token is not valid yet");
        if (!token.Key.Endorses(channelId))
            return AuthenticationOutcome.Refused("the key does not endorse the activity's channel");
        // Compared as Microsoft's own libraries do: in hosts case means nothing.
        return string.Equals(token.ServiceUrl, serviceUrl, StringComparison.OrdinalIgnoreCase)
            ? AuthenticationOutcome.Ok
            : AuthenticationOutcome.Refused("the token is for another service URL");
    }

    private async ValueTask<(ValidatedToken? Token, string Reason)> ReadAsync(string text, CancellationToken ct)
    {
        if (text.Count(c => c == '.') != 2)
            return (null, "the token is no signed JWT");
        var jwt = new JsonWebToken(text);
        if (!Algorithms.Contains(jwt.Alg, StringComparer.Ordinal))
            return (null, "the token's algorithm is not allowed");
        if (jwt.TryGetHeaderValue<object>("crit", out _))
            return (null, "the token demands extensions that are not known");
        if (string.IsNullOrEmpty(jwt.Kid))
            return (null, "the token names no key");
        if (await keys.FindAsync(jwt.Kid, ct) is not { } key)
            return (null, "the token's key is not published");

        var result = await _handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidIssuer = options.Value.TokenIssuer,
            ValidAudience = options.Value.AppId,
            ValidAlgorithms = Algorithms,
            IssuerSigningKey = key.Key,
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            RequireAudience = true,
            ValidateIssuerSigningKey = true,
            // Checked below, on every use, by a clock that tests can set.
            ValidateLifetime = false,
        });
        if (!result.IsValid)
            return (null, $"the token is not valid ({result.Exception?.GetType().Name})");

        if (!jwt.TryGetPayloadValue<long>("exp", out var expires) || !TryTime(expires, out var until))
            return (null, "the token has no expiry");
        var from = DateTimeOffset.MinValue + Skew;
        if (jwt.TryGetPayloadValue<object>("nbf", out _) && (!jwt.TryGetPayloadValue<long>("nbf", out var notBefore) || !TryTime(notBefore, out from)))
            return (null, "the token's not-before is no time");
        if (!jwt.TryGetPayloadValue<string>("serviceurl", out var serviceUrl) || string.IsNullOrEmpty(serviceUrl))
            return (null, "the token has no service URL");
        return (new ValidatedToken(key, serviceUrl, from, until), string.Empty);
    }

    private static bool TryTime(long seconds, out DateTimeOffset at)
    {
        // Years 1970 to 9998, so that adding the skew stays in range.
        var ok = seconds is > 0 and < 253370764800;
        at = ok ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default;
        return ok;
    }

    private static TokenHash HashOf(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        return new TokenHash(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }
}
