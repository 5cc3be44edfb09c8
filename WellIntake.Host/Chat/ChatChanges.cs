using System.Threading.Channels;

namespace WellIntake.Host.Chat;

/// <summary>What happened in a conversation.</summary>
internal enum ChatSignal
{
    /// <summary>Messages changed; the store knows which.</summary>
    Changed,
    /// <summary>The bot is typing.</summary>
    Typing,
}

/// <summary>Tells the open pages of this process that something happened in a conversation. Remembers nothing.</summary>
internal sealed class ChatChanges
{
    private const int MaxListeners = 64;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Listener>> _listeners = new(StringComparer.Ordinal);

    /// <summary>Wakes all listeners of the conversation. None: does nothing.</summary>
    public void Publish(string conversationId, ChatSignal signal)
    {
        lock (_gate)
        {
            if (_listeners.TryGetValue(conversationId, out var listeners))
                foreach (var listener in listeners)
                    listener.Signals.Writer.TryWrite(signal);
        }
    }

    /// <summary>Listens until it is disposed of. Null when too many pages are open already.</summary>
    public Listener? Listen(string conversationId)
    {
        lock (_gate)
        {
            if (_listeners.Values.Sum(l => l.Count) >= MaxListeners)
                return null;
            var listener = new Listener(this, conversationId);
            if (!_listeners.TryGetValue(conversationId, out var listeners))
                _listeners[conversationId] = listeners = [];
            listeners.Add(listener);
            return listener;
        }
    }

    private void Remove(Listener listener)
    {
        lock (_gate)
        {
            if (_listeners.TryGetValue(listener.ConversationId, out var listeners) && listeners.Remove(listener) && listeners.Count == 0)
                _listeners.Remove(listener.ConversationId);
        }
    }

    /// <summary>One open page. When it is slow, old signals are dropped: the newest is enough to look again.</summary>
    internal sealed class Listener(ChatChanges owner, string conversationId) : IDisposable
    {
        public string ConversationId { get; } = conversationId;

        public Channel<ChatSignal> Signals { get; } =
            Channel.CreateBounded<ChatSignal>(new BoundedChannelOptions(8) { FullMode = BoundedChannelFullMode.DropOldest });

        public void Dispose() => owner.Remove(this);
    }
}
