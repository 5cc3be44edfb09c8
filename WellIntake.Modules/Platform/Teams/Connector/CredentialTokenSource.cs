using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Logging;

namespace WellIntake.Modules.Platform.Teams.Connector;

/// <summary>Keeps the token of an Azure credential, and fetches the next one before it runs out.</summary>
internal sealed partial class CredentialTokenSource(Func<TokenCredential> create, string scope, TimeProvider time, ILogger<CredentialTokenSource> logger)
    : IConnectorTokenSource, IDisposable
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RetryEarly = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _fetching = new(1, 1);
    private volatile Held? _held;
    private TokenCredential? _credential;

    public async ValueTask<string?> GetTokenAsync(CancellationToken ct)
    {
        if (_held is { } held && time.GetUtcNow() < held.RefreshAt)
            return held.Token;

        await _fetching.WaitAsync(ct);
        try
        {
            var now = time.GetUtcNow();
            held = _held;
            if (held is not null && now < held.RefreshAt)
                return held.Token;

            try
            {
                _credential ??= create();
                var token = await _credential.GetTokenAsync(new TokenRequestContext([scope]), ct);
                // A token shorter than the margin is used for half its life.
                var life = token.ExpiresOn - now;
                _held = held = new Held(token.Token, now + (life > 2 * Early ? life - Early : life / 2), token.ExpiresOn);
            }
            catch (Exception error) when (!ct.IsCancellationRequested && held is not null && now < held.ExpiresAt)
            {
                // The old one still works; no need to ask again with every message.
                _held = held with { RefreshAt = now + RetryEarly };
                Log.KeptOld(logger, error.GetType().Name, held.ExpiresAt);
            }

            return held.Token;
        }
        finally
        {
            _fetching.Release();
        }
    }

    public void Invalidate(string token)
    {
        var held = _held;
        if (held?.Token != token)
            return;
        // The credential has a cache of its own, which would hand the same token out again: a new one has not.
        _credential = null;
        Interlocked.CompareExchange(ref _held, null, held);
    }

    public void Dispose() => _fetching.Dispose();

    /// <summary>The credential that the options describe.</summary>
    public static TokenCredential CreateCredential(TeamsOptions options)
    {
        if (options.UseManagedIdentity)
            return new ManagedIdentityCredential(Bounded(new ManagedIdentityCredentialOptions(ManagedIdentityId.FromUserAssignedClientId(options.AppId))));

        var tenant = string.IsNullOrWhiteSpace(options.TenantId) ? "botframework.com" : options.TenantId;
        var authority = new Uri(options.TokenAuthority);
        return string.IsNullOrWhiteSpace(options.CertificatePath)
            ? new ClientSecretCredential(tenant, options.AppId, options.AppPassword, Bounded(new ClientSecretCredentialOptions { AuthorityHost = authority }))
            : new ClientCertificateCredential(tenant, options.AppId, options.CertificatePath,
                Bounded(new ClientCertificateCredentialOptions { AuthorityHost = authority, SendCertificateChain = true }));
    }

    private static T Bounded<T>(T options)
        where T : TokenCredentialOptions
    {
        // The messenger has tries of its own; a hanging authority must not hold a message for minutes.
        options.Retry.MaxRetries = 1;
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(10);
        return options;
    }

    private sealed record Held(string Token, DateTimeOffset RefreshAt, DateTimeOffset ExpiresAt);

    private static partial class Log
    {
        [LoggerMessage(EventId = 3210, Level = LogLevel.Warning, Message = "No new connector token ({Error}); the old one is used until {ExpiresAt:u}")]
        public static partial void KeptOld(ILogger logger, string error, DateTimeOffset expiresAt);
    }
}
