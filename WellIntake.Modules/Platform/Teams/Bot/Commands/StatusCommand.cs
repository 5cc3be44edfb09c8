using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams.Cards;
using WellIntake.Modules.Platform.Teams.People;

namespace WellIntake.Modules.Platform.Teams.Bot.Commands;

/// <summary>The asker's last requests, or the timeline of one (TRK-3). Only admins see those of others.</summary>
internal sealed class StatusCommand(RequestDirectory requests, IUserRoles roles, IDbContextFactory<WellIntakeDbContext> contexts) : IChatCommand
{
    private const int LongestTimeline = 50;
    private const int Listed = 5;

    public IReadOnlyList<string> Words { get; } = ["status"];

    public string Usage => "status [request id]";

    public string Summary => "shows your last five requests, or the timeline of one";

    public ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, IReadOnlyList<string> arguments, CancellationToken ct) =>
        arguments.Count > 0 ? OfOneAsync(message, arguments[0].ToLowerInvariant(), ct) : OfLastAsync(message, ct);

    private async ValueTask<ChatAnswer> OfOneAsync(IncomingMessage message, string id, CancellationToken ct)
    {
        var request = await requests.FindAsync(id, ct);
        if (request is null || (request.UserId != message.UserId && await roles.FindAsync(message.UserId, message.UserEmail, ct) < UserRole.Admin))
            return new ChatAnswer.Reply(PlatformCards.Note("No such request", "None of your requests has that id."), "No such request");

        await using var db = await contexts.CreateDbContextAsync(ct);
        var events = await db.RequestEvents.AsNoTracking()
            .Where(e => e.RequestId == request.RequestId).OrderBy(e => e.Id).Take(LongestTimeline).ToListAsync(ct);
        return new ChatAnswer.Reply(Card(request, events, request.UserId == message.UserId), $"Request {request.RequestId}: {InWords(request.Status)}");
    }

    private async ValueTask<ChatAnswer> OfLastAsync(IncomingMessage message, CancellationToken ct)
    {
        var last = await requests.RecentAsync(message.UserId, Listed, ct);
        if (last.Count == 0)
            return new ChatAnswer.Reply(PlatformCards.Note("No requests", "You have not asked for anything yet. Try: digest advisors"), "No requests");

        var ids = last.Select(r => r.RequestId).ToList();
        await using var db = await contexts.CreateDbContextAsync(ct);
        var asked = await db.RequestEvents.AsNoTracking().Where(e => ids.Contains(e.RequestId) && e.Event == "queued")
            .Select(e => new { e.RequestId, e.At }).ToListAsync(ct);
        var results = await db.RequestResults.AsNoTracking().Where(r => ids.Contains(r.RequestId)).Select(r => new { r.RequestId, r.Summary }).ToListAsync(ct);
        return new ChatAnswer.Reply(
            new AdaptiveCard
            {
                Body =
                [
                    PlatformCards.Heading(last.Count == 1 ? "Your last request" : $"Your last {last.Count} requests"),
                    .. last.Select(r => Row(r, asked.Find(a => a.RequestId == r.RequestId)?.At, results.Find(x => x.RequestId == r.RequestId)?.Summary)),
                ],
            },
            "Your last requests");
    }

    private static Container Row(RequestEntry request, DateTimeOffset? askedAt, string? summary)
    {
        List<CardAction> buttons = [PlatformCards.Say("Timeline", $"status {request.RequestId}")];
        if (IsOpen(request))
            buttons.Add(PlatformCards.Cancel(request.RequestId));
        return new Container
        {
            Separator = true,
            Spacing = "medium",
            Items =
            [
                new TextBlock { Text = $"{Sentence(InWords(request.Status))}{(askedAt is { } at ? ", asked " + At(at) : string.Empty)}", Weight = "bolder" },
                new TextBlock { Text = CardText.Escape(summary is null ? request.RequestId : $"{summary} ({request.RequestId})"), IsSubtle = true, Spacing = "none" },
                new ActionSet { Actions = buttons },
            ],
        };
    }

    private static AdaptiveCard Card(RequestEntry request, IEnumerable<RequestEvent> timeline, bool isOwn) => new()
    {
        Body =
        [
            PlatformCards.Heading($"Request {request.RequestId}"),
            new TextBlock { Text = $"It is {InWords(request.Status)}." },
            new FactSet { Facts = [.. timeline.Select(e => new Fact(At(e.At), CardText.Escape(InWords(e.Event) + (e.Note is null ? string.Empty : ", " + e.Note))))] },
        ],
        Actions = isOwn && IsOpen(request) ? [PlatformCards.Cancel(request.RequestId)] : null,
    };

    private static bool IsOpen(RequestEntry request) => request.Status is "queued" or "processing";

    private static string At(DateTimeOffset at) => at.ToUniversalTime().ToString("d MMM HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Sentence(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    private static string InWords(string status) => status switch
    {
        "queued" => "waiting for a worker",
        "processing" => "being worked on",
        "completed" => "ready",
        "delivered" => "shown",
        "dead_lettered" => "given up; an administrator can run it again",
        _ => status,
    };
}
