using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using Azure.Core;

namespace Azure.Messaging.ServiceBus;

/// <summary>A token for one resource.</summary>
/// <param name="Value">The token, a secret.</param>
/// <param name="Type">How $cbs names its kind.</param>
/// <param name="ExpiresOn">When it ends.</param>
internal readonly record struct ServiceToken(string Value, string Type, DateTimeOffset ExpiresOn)
{
    public const string SharedAccess = "servicebus.windows.net:sastoken";
    public const string Jwt = "jwt";
}

/// <summary>Where tokens come from: a key, a ready signature or a <see cref="TokenCredential"/>.</summary>
internal abstract class ServiceCredential
{
    /// <summary>A token for this audience, such as <c>amqps://NAME.servicebus.windows.net/queue</c>.</summary>
    public abstract ValueTask<ServiceToken> GetTokenAsync(string audience, CancellationToken cancellationToken);

    public static ServiceCredential From(ServiceBusConnectionStringProperties properties, TimeProvider time)
        => properties.SharedAccessSignature is { } signature
            ? new SignatureCredential(signature)
            : new KeyCredential(properties.SharedAccessKeyName!, properties.SharedAccessKey!, time);
}

/// <summary>Signs tokens with a shared access key: HMAC-SHA256 over the escaped audience, a line feed and the expiry in seconds since 1970.</summary>
internal sealed class KeyCredential(string name, string key, TimeProvider time) : ServiceCredential
{
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(30);

    public override ValueTask<ServiceToken> GetTokenAsync(string audience, CancellationToken cancellationToken)
    {
        var expires = time.GetUtcNow() + Validity;
        var resource = Uri.EscapeDataString(audience);
        var seconds = expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{resource}\n{seconds}"));
        var token = $"SharedAccessSignature sr={resource}&sig={Uri.EscapeDataString(Convert.ToBase64String(signature))}&se={seconds}&skn={Uri.EscapeDataString(name)}";
        return ValueTask.FromResult(new ServiceToken(token, ServiceToken.SharedAccess, DateTimeOffset.FromUnixTimeSeconds(expires.ToUnixTimeSeconds())));
    }
}

/// <summary>A signature made elsewhere, good for what it was signed for until it ends.</summary>
internal sealed class SignatureCredential : ServiceCredential
{
    private readonly ServiceToken _token;

    /// <exception cref="ArgumentException">It is no shared access signature with an expiry.</exception>
    public SignatureCredential(string signature)
    {
        const string prefix = "SharedAccessSignature ";
        var expiry = signature.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? HttpUtility.ParseQueryString(signature[prefix.Length..])["se"] : null;
        if (!long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            throw new ArgumentException("The shared access signature is malformed; it looks like \"SharedAccessSignature sr=…&sig=…&se=…&skn=…\".", nameof(signature));
        _token = new ServiceToken(signature, ServiceToken.SharedAccess, DateTimeOffset.FromUnixTimeSeconds(seconds));
    }

    public override ValueTask<ServiceToken> GetTokenAsync(string audience, CancellationToken cancellationToken) => ValueTask.FromResult(_token);
}

/// <summary>Tokens of Entra ID.</summary>
internal sealed class EntraCredential(TokenCredential credential) : ServiceCredential
{
    private static readonly string[] Scopes = ["https://servicebus.azure.net/.default"];

    public override async ValueTask<ServiceToken> GetTokenAsync(string audience, CancellationToken cancellationToken)
    {
        var token = await credential.GetTokenAsync(new TokenRequestContext(Scopes), cancellationToken);
        return new ServiceToken(token.Token, ServiceToken.Jwt, token.ExpiresOn);
    }
}
