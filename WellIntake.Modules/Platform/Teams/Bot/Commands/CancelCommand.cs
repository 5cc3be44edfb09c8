using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Teams.Cards;
using WellIntake.Modules.Platform.Teams.Delivery;

namespace WellIntake.Modules.Platform.Teams.Bot.Commands;

/// <summary>
/// Cancels a request of the asker's, typed or by the card's button. Only the person who asked can. The answer does not
/// wait for the channel: that the request's card is to say so is part of the commit, and it is changed in the background.
/// </summary>
internal sealed class CancelCommand(
    RequestDirectory requests, RequestTracker tracker, RunningRequests running, PendingReplies pending, ReplySender replies)
    : IChatCommand, ICardActionHandler
{
    public IReadOnlyList<string> Words { get; } = ["cancel"];

    public IReadOnlyList<string> Verbs { get; } = [PlatformCards.CancelVerb];

    public string Usage => "cancel [request id]";

    public string Summary => "cancels a request of yours; without an id, your last one";

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var request = arguments.Count > 0
            ? await requests.FindAsync(arguments[0].ToLowerInvariant(), ct)
            : await requests.NewestOpenAsync(message.UserId, ct);
        if (request is null)
        {
            return arguments.Count > 0
                ? Note("There is no such request.")
                : new ChatAnswer.Reply(PlatformCards.Note("Nothing to cancel", "None of your requests is waiting or being worked on."), "Nothing to cancel");
        }

        var (outcome, problem) = await CancelAsync(message, request, ct);
        if (outcome is CancelOutcome.AskedBefore)
            return new ChatAnswer.Silence();
        return problem is not null ? Note(problem) : new ChatAnswer.Reply(PlatformCards.Cancelled(request.RequestId), "Cancelled");
    }

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, string verb, CardValues values, CancellationToken ct)
    {
        if (values.Text("request_id") is not { Length: > 0 } id || await requests.FindAsync(id, ct) is not { } request)
            return Note("There is no such request.");
        var (_, problem) = await CancelAsync(message, request, ct);
        return problem is not null ? Note(problem) : new ChatAnswer.Replace(PlatformCards.Cancelled(id), "Cancelled");
    }

    private static ChatAnswer.Reply Note(string problem) => new(PlatformCards.Note("Not cancelled", problem), "Not cancelled");

    /// <returns>What came of it, and why it was not cancelled where it was not.</returns>
    private async Task<(CancelOutcome Outcome, string? Problem)> CancelAsync(IncomingMessage message, RequestEntry request, CancellationToken ct)
    {
        if (request.UserId != message.UserId)
            return (CancelOutcome.Finished, "Only the person who asked can cancel it.");
        var change = pending.MakeChange(
            request.Table, request.RequestId, message.Where,
            new OutgoingMessage(CardJson.Write(PlatformCards.Cancelled(request.RequestId)), null, "Cancelled"));
        var outcome = await tracker.CancelAsync(request.Table, request.RequestId, message.RequestId, session => pending.Add(session, change), ct);
        if (outcome is not CancelOutcome.Cancelled)
            return (outcome, outcome is CancelOutcome.Finished ? "It is finished already." : null);
        running.Cancel(request.RequestId);
        replies.Post(change);
        return (outcome, null);
    }
}
