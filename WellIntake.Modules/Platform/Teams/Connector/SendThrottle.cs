using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace WellIntake.Modules.Platform.Teams.Connector;

/// <summary>
/// One throttle for each bot and each of its conversations, shared by all senders of the process (TEA-4). Whoever asks
/// first goes first, unless another conversation is free earlier.
/// </summary>
internal sealed class SendThrottle(IOptions<TeamsOptions> options, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, BotGate> _bots = new(StringComparer.Ordinal);

    /// <summary>
    /// Waits for a turn. False: it would take longer than the options allow. Cancelled: throws, and takes no turn.
    /// Without a conversation only the bot's own limit counts.
    /// </summary>
    public Task<bool> AcquireAsync(string botId, string? conversationId, CancellationToken ct) =>
        Gate(botId).AcquireAsync(Key(conversationId), options.Value.MaxThrottleWait, ct);

    /// <summary>Takes a turn only where it is there at once and nobody may come to miss it: half of each limit stays free, and nobody waits.</summary>
    public bool TryAcquireSpare(string botId, string? conversationId) => Gate(botId).TryAcquireSpare(Key(conversationId));

    /// <summary>The channel said 429: the conversation pauses, longer each time in a row; the bot too when several do.</summary>
    public void SlowDown(string botId, string? conversationId, TimeSpan? retryAfter) => Gate(botId).SlowDown(Key(conversationId), retryAfter);

    /// <summary>The channel took a request: the conversation's next pause starts short again.</summary>
    public void Succeeded(string botId, string? conversationId) => Gate(botId).Succeeded(Key(conversationId));

    public void Dispose()
    {
        foreach (var gate in _bots.Values)
            gate.Dispose();
    }

    // The limit is the channel's, whichever thread in it a message goes to.
    private static string Key(string? conversationId) => conversationId is null ? string.Empty : ConnectorUrl.WithoutThread(conversationId);

    private BotGate Gate(string botId) => _bots.GetOrAdd(botId, static (_, made) => new BotGate(made.Options, made.Time), (Options: options.Value, Time: time));
}
