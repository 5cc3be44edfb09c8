using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Teams.Activities;
using WellIntake.Modules.Platform.Teams.Bot.Commands;
using WellIntake.Modules.Platform.Teams.Cards;
using WellIntake.Modules.Platform.Teams.Delivery;
using WellIntake.Modules.Platform.Teams.References;

namespace WellIntake.Modules.Platform.Teams.Bot;

/// <summary>
/// Greets a conversation that the bot joins, once: installationUpdate and conversationUpdate both arrive, in either
/// order. Being removed is remembered, and being added again is greeted again.
/// </summary>
internal sealed class Greeter(IGroupCommit commits, ReferenceStore references, PendingReplies pending, ReplySender replies, TimeProvider time)
{
    public async Task OnMembershipAsync(Activity activity, ConversationReferenceRow reference, CancellationToken ct)
    {
        var bot = activity.Recipient!.Id;
        var conversation = activity.Conversation!.Id!;
        var joined = activity.Type == "installationUpdate" ? activity.Action is "add" or "add-upgrade" : activity.MembersAdded.Any(m => m.Id == bot);
        var left = activity.Type == "installationUpdate" ? activity.Action is "remove" or "remove-upgrade" : activity.MembersRemoved.Any(m => m.Id == bot);
        if (left)
        {
            await commits.CommitAsync(
                session => session.Execute("DELETE FROM processed_ids WHERE scope = @p0 AND id = @p1", ProcessedScopes.Greeting, conversation), ct);
            await references.MarkUnreachableAsync(conversation, "uninstalled", ct);
        }
        else if (joined)
        {
            var now = time.GetUtcNow();
            var welcome = pending.Make(
                RequestIds.For(activity.ChannelId!, conversation, activity.Id, activity.Timestamp), TeamsBot.Address(activity),
                new OutgoingMessage(CardJson.Write(HelloCommand.Welcome), null, "Welcome to WellIntake"));
            var fresh = await commits.CommitAsync(
                session =>
                {
                    ReferenceStore.Write(session, reference);
                    ReferenceStore.MakeReachable(session, conversation);
                    if (!RequestSql.MarkProcessed(session, ProcessedScopes.Greeting, conversation, now))
                        return false;
                    pending.Add(session, welcome);
                    return true;
                },
                ct);
            if (fresh)
                replies.Post(welcome);
        }
    }
}
