using WellIntake.Modules.Digest.Subscriptions;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest.Chat;

/// <summary><c>unsubscribe</c>, <c>pause</c> and <c>resume</c>, typed or pressed, of a person's own subscriptions.</summary>
internal abstract class SubscriptionChange(SubscriptionStore store, string word, string verb, string done) : IChatCommand, ICardActionHandler
{
    public IReadOnlyList<string> Words { get; } = [word];

    public IReadOnlyList<string> Verbs { get; } = [verb];

    public string Usage => $"{word} [subscription id]";

    public abstract string Summary { get; }

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var id = arguments.Count > 0 ? arguments[0].Trim('.', ',', '!', '“', '”', '"').ToLowerInvariant() : null;
        if (id is null)
        {
            var own = await store.ListAsync(message.UserId, ct);
            if (own.Count != 1)
                return new ChatAnswer.Reply(SubscriptionCards.List(own), "Your subscriptions");
            id = own[0].Id;
        }

        var (card, summary) = await ChangeAsync(id, message.UserId, ct);
        return new ChatAnswer.Reply(card, summary);
    }

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, string verb, CardValues values, CancellationToken ct)
    {
        // Pressed on a digest's card, too: the digest stays, and the answer is a message of its own.
        var (card, summary) = await ChangeAsync(values.Text("subscription_id") ?? "", message.UserId, ct);
        return new ChatAnswer.Reply(card, summary);
    }

    private async Task<(AdaptiveCard, string)> ChangeAsync(string id, string userId, CancellationToken ct)
    {
        if (!await store.ChangeAsync(verb, id, userId, ct))
            return (PlatformCards.Note("You have no such subscription", "Write subscriptions to see yours."), "You have no such subscription");
        var left = (await store.ListAsync(userId, ct)).Find(s => s.Id == id);
        return (left is null ? PlatformCards.Note(done, "Nothing more will come of it.") : SubscriptionCards.Of(done, left), done);
    }
}

/// <summary>Ends a subscription.</summary>
internal sealed class UnsubscribeCommand(SubscriptionStore store) : SubscriptionChange(store, "unsubscribe", SubscriptionVerbs.Remove, "You are unsubscribed")
{
    public override string Summary => "ends a subscription";
}

/// <summary>Pauses a subscription.</summary>
internal sealed class PauseCommand(SubscriptionStore store) : SubscriptionChange(store, "pause", SubscriptionVerbs.Pause, "The subscription is paused")
{
    public override string Summary => "sends nothing for a while";
}

/// <summary>Resumes a subscription.</summary>
internal sealed class ResumeCommand(SubscriptionStore store) : SubscriptionChange(store, "resume", SubscriptionVerbs.Resume, "The subscription runs again")
{
    public override string Summary => "sends again what was paused";
}
