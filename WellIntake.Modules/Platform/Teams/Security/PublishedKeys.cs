using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace WellIntake.Modules.Platform.Teams.Security;

/// <summary>
/// The keys that the issuer publishes. The library's <c>ConfigurationManager</c> keeps wall-clock time and retries at its
/// own pace, so only its retriever is used: one fetch at a time, none in a row, and nobody waits long for one.
/// </summary>
internal sealed partial class PublishedKeys(IConfigurationRetriever<OpenIdConnectConfiguration> retriever, IDocumentRetriever documents, IOptions<TeamsOptions> options, TimeProvider time, ILogger<PublishedKeys> logger)
{
    // The issuer asks for a daily look.
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24);

    // Without a successful look for so long, a key that was withdrawn would still be honoured.
    private static readonly TimeSpan Usable = TimeSpan.FromDays(5);

    private readonly Lock _lock = new();
    private Known? _known;
    private Task<Known?>? _fetching;
    private DateTimeOffset _lastTry = DateTimeOffset.MinValue;

    /// <summary>
    /// The key of this id; null when none is published. An unknown id causes a fetch, at most one in the refresh interval.
    /// </summary>
    /// <exception cref="KeysUnavailableException">There are no keys, and none could be fetched just now.</exception>
    public async ValueTask<PublishedKey?> FindAsync(string keyId, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var known = Volatile.Read(ref _known);
        if (known is null || now - known.At > Usable)
        {
            known = await FetchAsync(options.Value.MetadataRetryDelay, ct);
            if (known is null || now - known.At > Usable)
                throw new KeysUnavailableException("the issuer's keys could not be fetched");
        }
        else if (!known.Keys.ContainsKey(keyId))
        {
            known = await FetchAsync(options.Value.KeyRefreshInterval, ct) ?? known;
        }
        else if (now - known.At > Fresh)
        {
            // Nobody waits: the keys at hand are good, the new ones will serve later activities.
            _ = FetchAsync(options.Value.KeyRefreshInterval, CancellationToken.None);
        }

        return known.Keys.GetValueOrDefault(keyId);
    }

    /// <summary>Whether this very key is still published under its id.</summary>
    public bool IsCurrent(PublishedKey key) =>
        Volatile.Read(ref _known) is { } known && time.GetUtcNow() - known.At <= Usable && known.Keys.TryGetValue(key.Id, out var now) && ReferenceEquals(now, key);

    private Task<Known?> FetchAsync(TimeSpan pause, CancellationToken ct)
    {
        Task<Known?> fetching;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_fetching is null)
            {
                if (now - _lastTry < pause)
                    return Task.FromResult(_known);
                _lastTry = now;
                // Not the caller's token: others wait for the same fetch.
                _fetching = Task.Run(FetchOnceAsync, CancellationToken.None);
            }

            fetching = _fetching;
        }

        return fetching.WaitAsync(ct);
    }

    /// <summary>Never fails: null is the failure.</summary>
    private async Task<Known?> FetchOnceAsync()
    {
        Known? fetched = null;
        using var limit = new CancellationTokenSource(options.Value.MetadataTimeout, time);
        try
        {
            var configuration = await retriever.GetConfigurationAsync(options.Value.OpenIdMetadataUrl, documents, limit.Token)
                .WaitAsync(limit.Token);
            var keys = PublishedKey.From(configuration.JsonWebKeySet);
            if (keys.Count > 0)
                fetched = new Known(keys, time.GetUtcNow());
            else
                Log.NoKeys(logger);
        }
        catch (Exception error)
        {
            Log.Failed(logger, error.GetType().Name);
        }

        lock (_lock)
        {
            if (fetched is not null)
                Volatile.Write(ref _known, fetched);
            _fetching = null;
        }

        return fetched;
    }

    private sealed record Known(IReadOnlyDictionary<string, PublishedKey> Keys, DateTimeOffset At);

    private static partial class Log
    {
        [LoggerMessage(EventId = 2210, Level = LogLevel.Warning, Message = "The issuer's keys could not be fetched ({Error})")]
        public static partial void Failed(ILogger logger, string error);

        [LoggerMessage(EventId = 2211, Level = LogLevel.Warning, Message = "The issuer publishes no usable keys")]
        public static partial void NoKeys(ILogger logger);
    }
}

/// <summary>There are no keys to check a token with, so it is refused.</summary>
internal sealed class KeysUnavailableException(string message) : Exception(message);
