using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Platform.Teams.Bot.Commands;

/// <summary>Where a request of the asker's stands, with its timeline (TRK-3).</summary>
internal sealed class StatusCommand(IDbContextFactory<WellIntakeDbContext> contexts, TimeProvider time) : IChatCommand
{
    public IReadOnlyList<string> Words { get; } = ["status"];

    public string Usage => "status [request id]";

    public string Summary => "tells where a request of yours stands; without an id, your last one";

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var mine = db.DigestRequests.AsNoTracking().Where(r => r.UserId == message.UserId);
        var id = arguments.Count > 0 ? arguments[0].ToLowerInvariant() : null;
        var request = id is null
            ? await mine.OrderByDescending(r => r.CreatedAt).FirstOrDefaultAsync(ct)
            : await mine.FirstOrDefaultAsync(r => r.RequestId == id, ct);
        if (request is null)
        {
            var text = id is null ? "You have not asked for anything yet. Try: digest advisors" : $"You have no request {CardText.Escape(id.Length <= 40 ? id : id[..40])}.";
            return new ChatAnswer.Reply(PlatformCards.Note("No such request", text), "No such request");
        }

        var events = await db.RequestEvents.AsNoTracking().Where(e => e.RequestId == request.RequestId).OrderBy(e => e.Id).Take(50).ToListAsync(ct);
        return new ChatAnswer.Reply(Card(request, events), $"Request {request.RequestId}: {Words(request.Status)}");

        string Words(RequestStatus status) => status switch
        {
            RequestStatus.Queued => "waiting for a worker",
            RequestStatus.Processing => "being worked on",
            RequestStatus.Completed => "ready, about to be shown",
            RequestStatus.Delivered => "shown",
            RequestStatus.Cancelled => "cancelled",
            RequestStatus.DeadLettered => "given up; an administrator can run it again",
            _ => "failed",
        };

        AdaptiveCard Card(DigestRequest r, IEnumerable<RequestEvent> timeline) => new()
        {
            Body =
            [
                PlatformCards.Heading($"Request {r.RequestId}"),
                new FactSet
                {
                    Facts =
                    [
                        new Fact("Status", Words(r.Status)),
                        new Fact("Audience", r.Audience),
                        new Fact("Asked", Ago(r.CreatedAt)),
                        .. timeline.Select(e => new Fact(e.Event, $"{e.At:HH:mm:ss} UTC{(e.Note is null ? string.Empty : ", " + CardText.Escape(e.Note))}")),
                    ],
                },
            ],
        };

        string Ago(DateTimeOffset at)
        {
            var ago = time.GetUtcNow() - at;
            return ago.TotalMinutes < 1 ? "just now"
                : ago.TotalHours < 1 ? $"{(int)ago.TotalMinutes} min ago"
                : ago.TotalDays < 1 ? $"{(int)ago.TotalHours} h ago"
                : $"{(int)ago.TotalDays} days ago";
        }
    }
}
