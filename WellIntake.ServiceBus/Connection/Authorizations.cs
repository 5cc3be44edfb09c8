using WellIntake.ServiceBus.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>
/// The rights of one connection: a token for each entity, put to the node <c>$cbs</c> (AMQP claims-based security) before the entity's first link
/// and again before it ends, for as long as the connection lives.
/// </summary>
internal sealed class Authorizations : IAsyncDisposable
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromMinutes(7);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private readonly AmqpRequestLink _cbs;
    private readonly ServiceCredential _credential;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, Task> _refreshing = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopped = new();

    private Authorizations(AmqpRequestLink cbs, ServiceCredential credential, TimeProvider time, TimeSpan timeout)
        => (_cbs, _credential, _time, _timeout) = (cbs, credential, time, timeout);

    public static async Task<Authorizations> OpenAsync(AmqpConnection connection, ServiceCredential credential, TimeProvider time, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var session = await connection.BeginSessionAsync(cancellationToken);
        return new Authorizations(await AmqpRequestLink.AttachAsync(session, "$cbs", cancellationToken), credential, time, timeout);
    }

    /// <summary>Puts a token for this audience, and sees to it that it stays valid until the connection closes.</summary>
    /// <exception cref="UnauthorizedAccessException">The token was refused.</exception>
    public async Task AuthorizeAsync(string audience, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            // For every link anew: whether the broker still holds an earlier one to be good is for it to know.
            var expires = await PutAsync(audience, cancellationToken);
            if (!_refreshing.TryGetValue(audience, out var refreshing) || refreshing.IsCompleted)
                _refreshing[audience] = RefreshAsync(audience, expires, _stopped.Token);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _gate.WaitAsync();
        await Task.WhenAll(_refreshing.Values);
        _stopped.Dispose();
        _gate.Dispose();
    }

    private async Task<DateTimeOffset> PutAsync(string audience, CancellationToken cancellationToken)
    {
        var token = await _credential.GetTokenAsync(audience, cancellationToken);
        var answer = await _cbs.RequestAsync(new AmqpMessage
        {
            ApplicationProperties = new()
            {
                ["operation"] = "put-token",
                ["type"] = token.Type,
                ["name"] = audience,
                ["expiration"] = token.ExpiresOn.UtcDateTime,
            },
            Value = token.Value,
        }, _timeout, cancellationToken);
        var status = ManagementStatus.From(answer, "status-code", "status-description");
        return status.IsSuccess ? token.ExpiresOn : throw status.ToException(audience);
    }

    // Ends when the connection closes, or with a token that could not be refreshed: then the broker cuts the links, and opening them again says why.
    private async Task RefreshAsync(string audience, DateTimeOffset expires, CancellationToken stopped)
    {
        try
        {
            var pause = Remaining(expires) - Shorter(Remaining(expires) / 3, LongestMargin);
            while (Remaining(expires) > TimeSpan.Zero)
            {
                await Task.Delay(pause > ShortestPause ? pause : ShortestPause, _time, stopped);
                if (await TryPutAsync(audience, stopped) is { } renewed)
                {
                    expires = renewed;
                    pause = Remaining(expires) - Shorter(Remaining(expires) / 3, LongestMargin);
                }
                else
                    pause = Remaining(expires) / 2;
            }
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // Closed.
        }
    }

    private async Task<DateTimeOffset?> TryPutAsync(string audience, CancellationToken stopped)
    {
        try
        {
            return await PutAsync(audience, stopped);
        }
        catch (Exception) when (!stopped.IsCancellationRequested)
        {
            return null;
        }
    }

    private TimeSpan Remaining(DateTimeOffset expires) => expires - _time.GetUtcNow();

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
