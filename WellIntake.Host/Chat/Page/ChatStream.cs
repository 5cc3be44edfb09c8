using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using WellIntake.Host.Chat.Connector;
using WellIntake.Host.Chat.Rendering;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Host.Chat.Page;

/// <summary>
/// The live updates of one open page, as server-sent events: <c>message</c> (a fragment, or that one is gone; the event's
/// id is the version), <c>typing</c>, and <c>ping</c> while all is quiet.
/// </summary>
internal sealed class ChatStream(ChatStore store, IOptions<ChatOptions> options, TimeProvider time)
{
    /// <summary>Runs until it is cancelled, which ends it quietly. Disposes of the listener.</summary>
    public async IAsyncEnumerable<SseItem<string>> RunAsync(
        ChatChanges.Listener listener, PageState state, string token, long since, [EnumeratorCancellation] CancellationToken ct)
    {
        using var listening = listener;
        var messages = new MessageRenderer(state, token, time);
        var threads = new ThreadRenderer(state, token, messages, time);
        // The first lets the browser know at once that it is connected.
        yield return new SseItem<string>("", "ping");
        while (true)
        {
            var changed = await QuietlyAsync(() => store.ChangedSinceAsync(state.Conversation.Id, since, ct), ct);
            if (changed is null)
                yield break;
            foreach (var message in changed)
            {
                since = message.Version;
                yield return new SseItem<string>(Fragment(message, messages, threads), "message") { EventId = since.ToString(CultureInfo.InvariantCulture) };
            }

            if (changed.Count > 0)
                continue;
            var signal = await NextAsync(listener, ct);
            if (ct.IsCancellationRequested)
                yield break;
            if (signal is null)
                yield return new SseItem<string>("", "ping");
            if (signal is ChatSignal.Typing)
                yield return new SseItem<string>("", "typing");
        }
    }

    private static string Fragment(ChatActivity message, MessageRenderer messages, ThreadRenderer threads)
    {
        var fragment = new JsonObject { ["id"] = MessageRenderer.ElementId(message) };
        if (ChatStore.IsRemoved(message))
        {
            fragment["removed"] = true;
            return fragment.ToJsonString();
        }

        var view = ActivityReader.Read(message.Json);
        var html = new HtmlBuilder();
        messages.Write(html, message, view);
        fragment["html"] = html.ToString();
        fragment["say"] = MessageRenderer.Announcement(message, view);
        if (messages.ThreadOf(message, view) is { } thread)
        {
            // Put in only when the page does not have the thread yet.
            var whole = new HtmlBuilder();
            threads.Write(whole, thread, [(message, view)]);
            fragment["parent"] = MessageRenderer.ThreadId(thread);
            fragment["thread"] = whole.ToString();
        }

        return fragment.ToJsonString();
    }

    // Null: nothing came within the heartbeat, or it was cancelled.
    private async Task<ChatSignal?> NextAsync(ChatChanges.Listener listener, CancellationToken ct)
    {
        using var heartbeat = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.HeartbeatSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(heartbeat.Token, ct);
        try
        {
            return await listener.Signals.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task<T?> QuietlyAsync<T>(Func<Task<T>> work, CancellationToken ct)
        where T : class
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return null;
        }
    }
}
