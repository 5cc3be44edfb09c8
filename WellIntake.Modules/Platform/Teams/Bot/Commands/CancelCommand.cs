using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams.Cards;
using WellIntake.Modules.Platform.Teams.Delivery;

namespace WellIntake.Modules.Platform.Teams.Bot.Commands;

/// <summary>Cancels a request of the asker's, typed or by the card's button. Only the person who asked can.</summary>
internal sealed class CancelCommand(
    IDbContextFactory<WellIntakeDbContext> contexts, RequestTracker tracker, RunningRequests running, RequestCards cards, JobTypes types)
    : IChatCommand, ICardActionHandler
{
    private readonly string _table = types.All.Select(t => t.RequestTable).OfType<string>().First();

    public IReadOnlyList<string> Words { get; } = ["cancel"];

    public IReadOnlyList<string> Verbs { get; } = [PlatformCards.CancelVerb];

    public string Usage => "cancel [request id]";

    public string Summary => "cancels a request of yours; without an id, your last one";

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var id = arguments.Count > 0
            ? arguments[0].ToLowerInvariant()
            : await db.DigestRequests
                .Where(r => r.UserId == message.UserId && (r.Status == RequestStatus.Queued || r.Status == RequestStatus.Processing))
                .OrderByDescending(r => r.CreatedAt).Select(r => r.RequestId).FirstOrDefaultAsync(ct);
        if (id is null)
            return new ChatAnswer.Reply(PlatformCards.Note("Nothing to cancel", "None of your requests is waiting or being worked on."), "Nothing to cancel");
        var (done, said) = await CancelAsync(db, message, id, ct);
        return new ChatAnswer.Reply(done ? PlatformCards.Cancelled(id) : PlatformCards.Note("Not cancelled", said), said);
    }

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, string verb, CardValues values, CancellationToken ct)
    {
        if (values.Text("request_id") is not { Length: > 0 } id)
            return new ChatAnswer.Reply(PlatformCards.Note("Not cancelled", "The button did not say which request."), "Not cancelled");
        await using var db = await contexts.CreateDbContextAsync(ct);
        var (done, said) = await CancelAsync(db, message, id, ct);
        return done
            ? new ChatAnswer.Replace(PlatformCards.Cancelled(id), said)
            : new ChatAnswer.Reply(PlatformCards.Note("Not cancelled", said), said);
    }

    private async Task<(bool Done, string Said)> CancelAsync(WellIntakeDbContext db, IncomingMessage message, string id, CancellationToken ct)
    {
        var owner = await db.DigestRequests.Where(r => r.RequestId == id).Select(r => r.UserId).FirstOrDefaultAsync(ct);
        if (owner is null)
            return (false, "There is no such request.");
        if (owner != message.UserId)
            return (false, "Only the person who asked can cancel it.");
        if (!await tracker.EndAsync(_table, id, RequestStatus.Cancelled, null, 0, ct))
            return (false, "It is finished already.");
        running.Cancel(id);
        try
        {
            await cards.ShowAsync(_table, id, "result", CardJson.Write(PlatformCards.Cancelled(id)), "Cancelled", ct);
        }
        catch (Exception e) when (e is DeliveryFailedException or PermanentJobException)
        {
            // The request is cancelled all the same; only its card still says otherwise.
        }

        return (true, "Cancelled.");
    }
}
