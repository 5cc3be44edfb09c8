using WellIntake.Modules.Digest.Subscriptions;
using WellIntake.Modules.Platform.Teams.Bot;

namespace WellIntake.Modules.Digest.Chat;

/// <summary><c>subscriptions</c>: a person's own.</summary>
internal sealed class SubscriptionsCommand(SubscriptionStore store) : IChatCommand
{
    public IReadOnlyList<string> Words { get; } = ["subscriptions"];

    public string Usage => "subscriptions";

    public string Summary => "shows your subscriptions";

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var own = await store.ListAsync(message.UserId, ct);
        return own is [var only]
            ? new ChatAnswer.Reply(SubscriptionCards.Of("Your subscription", only), "Your subscription")
            : new ChatAnswer.Reply(SubscriptionCards.List(own), "Your subscriptions");
    }
}
