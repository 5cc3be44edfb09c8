using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;
using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Modules.Platform.Teams.Connector;

/// <summary>One call: what, where, and for whom.</summary>
internal sealed record ConnectorCall(ConnectorAction Action, HttpMethod Method, Uri Url, ConversationAddress Address, ReadOnlyMemory<byte>? Body)
{
    /// <summary>Whose limit counts; looking someone up posts nothing, so only the bot's does.</summary>
    public string? ThrottledConversation => Action == ConnectorAction.GetMember ? null : Address.ConversationId;

    /// <summary>May be left out: made only when there is room to spare at the throttle, and tried once.</summary>
    public bool IsOptional { get; init; }
}

/// <summary>
/// Makes the tries of one call (TEA-3): a turn at the throttle, a token, one bounded HTTP request; then, where the reply
/// is transient, a wait as the service asked for or an exponential one with jitter.
/// </summary>
internal sealed class ConnectorClient
{
    /// <summary>The name of the <see cref="HttpClient"/>.</summary>
    public const string HttpClientName = "WellIntake.Teams.Connector";

    private const int MaxResponseBytes = 64 * 1024;

    // Each request counts, not each call: a call whose tries all fail is three failures (RES-1, ADR 16).
    private static readonly CircuitFailures<ConnectorReply> Failures = new(Result: static reply => reply.IsFailure);

    private readonly IHttpClientFactory _http;
    private readonly IConnectorTokenSource _tokens;
    private readonly SendThrottle _throttle;
    private readonly ChannelBreakers _breakers;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<Try> _tries;
    private readonly ResiliencePipeline _timeout;

    public ConnectorClient(
        IHttpClientFactory http, IConnectorTokenSource tokens, SendThrottle throttle, ChannelBreakers breakers, IOptions<TeamsOptions> options, TimeProvider time,
        RetryJitter jitter)
    {
        (_http, _tokens, _throttle, _breakers, _time) = (http, tokens, throttle, breakers, time);
        var settings = options.Value;
        _tries = PatientRetry.Build<Try>(settings.MaxTries, settings.RetryDelay, settings.MaxRetryWait, time, jitter);
        _timeout = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(settings.TryTimeout).Build();
    }

    /// <summary>The last reply and how many requests it took.</summary>
    /// <exception cref="CircuitOpenException">The channel kept failing and is left alone: nothing was called.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<(ConnectorReply Reply, int Requests)> SendAsync(ConnectorCall call, CancellationToken ct)
    {
        var running = new Running(this, call);
        var last = await _tries.ExecuteAsync(static async (running, ct) => await running.Client.TryAsync(running, ct), running, ct);
        return (last.Reply, running.Requests);
    }

    private async Task<Try> TryAsync(Running running, CancellationToken ct)
    {
        try
        {
            running.Breaker.Demand();
            return running.Last = await TryNowAsync(running, ct);
        }
        catch (CircuitOpenException) when (running.Last is { } last)
        {
            // It opened between two tries of this call, which ends as its last one did.
            return last with { IsWorthRepeating = false };
        }
    }

    private async Task<Try> TryNowAsync(Running running, CancellationToken ct)
    {
        var (call, to) = (running.Call, running.Call.Address);
        if (call.IsOptional ? !_throttle.TryAcquireSpare(to.BotId, call.ThrottledConversation) : !await _throttle.AcquireAsync(to.BotId, call.ThrottledConversation, ct))
            return new Try(running, ConnectorReply.None("no turn at the throttle in time"), false);

        var reply = await running.Breaker.ExecuteAsync(ct => RequestAsync(running, ct), Failures, ct);
        if (reply.Status == HttpStatusCode.Unauthorized && running.Token is { } refused && !running.Renewed)
        {
            // Once: a key or a secret may just have been changed.
            running.Renewed = true;
            _tokens.Invalidate(refused);
            reply = await RequestAsync(running, ct);
        }

        if (reply.Status == HttpStatusCode.TooManyRequests)
            _throttle.SlowDown(to.BotId, call.ThrottledConversation, reply.RetryAfter);
        else if (reply.IsSuccess)
            _throttle.Succeeded(to.BotId, call.ThrottledConversation);
        // The next typing sign says the same, a moment later.
        return new Try(running, reply, reply.IsTransient && call.Action != ConnectorAction.Typing && !call.IsOptional);
    }

    private async Task<ConnectorReply> RequestAsync(Running running, CancellationToken ct)
    {
        try
        {
            return await _timeout.ExecuteAsync(static async (running, ct) => await running.Client.RequestOnceAsync(running, ct), running, ct);
        }
        catch (TimeoutRejectedException)
        {
            return ConnectorReply.None("no response in time; the request may have been worked on");
        }
        catch (HttpRequestException error) when (!ct.IsCancellationRequested)
        {
            return ConnectorReply.None(error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
                ? $"not connected ({error.HttpRequestError})"
                : $"the connection broke ({error.HttpRequestError}); the request may have been worked on");
        }
        catch (IOException) when (!ct.IsCancellationRequested)
        {
            return ConnectorReply.None("the connection broke; the request may have been worked on");
        }
        catch (Exception error) when (!ct.IsCancellationRequested && running.Stage == Stage.Token)
        {
            // Whatever a credential throws. Its message can hold more than operators should see.
            return ConnectorReply.None($"no token to be had ({error.GetType().Name})");
        }
    }

    private async Task<ConnectorReply> RequestOnceAsync(Running running, CancellationToken ct)
    {
        running.Stage = Stage.Token;
        running.Token = await _tokens.GetTokenAsync(ct);
        running.Stage = Stage.Request;
        running.Requests++;

        using var request = new HttpRequestMessage(running.Call.Method, running.Call.Url);
        if (running.Token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", running.Token);
        if (running.Call.Body is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        }

        using var http = _http.CreateClient(HttpClientName);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        var retryAfter = RetryAfterHeader.Read(response, _time);
        return new ConnectorReply(response.StatusCode, await ReadBoundedAsync(response.Content, ct), retryAfter, null);
    }

    private static async Task<byte[]> ReadBoundedAsync(HttpContent content, CancellationToken ct)
    {
        var kept = new ArrayBufferWriter<byte>();
        try
        {
            await using var stream = await content.ReadAsStreamAsync(ct);
            int read;
            while (kept.WrittenCount < MaxResponseBytes && (read = await stream.ReadAsync(kept.GetMemory(2048), ct)) > 0)
                kept.Advance(read);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            // The status has come, and it decides: a message that was taken must not be sent again for want of its id.
        }

        return kept.WrittenSpan.ToArray();
    }

    private enum Stage
    {
        Token,
        Request,
    }

    private sealed class Running(ConnectorClient client, ConnectorCall call)
    {
        public ConnectorClient Client { get; } = client;
        public ConnectorCall Call { get; } = call;
        public ICircuitBreaker Breaker { get; } = client._breakers.Of(call.Address);
        public TimeSpan Waited { get; set; }
        public int Requests { get; set; }
        public string? Token { get; set; }
        public bool Renewed { get; set; }
        public Try? Last { get; set; }
        public Stage Stage { get; set; }
    }

    private sealed record Try(Running Call, ConnectorReply Reply, bool IsWorthRepeating) : IPatientTry
    {
        public TimeSpan? RetryAfter => Reply.RetryAfter;

        public TimeSpan Waited { get => Call.Waited; set => Call.Waited = value; }
    }
}
