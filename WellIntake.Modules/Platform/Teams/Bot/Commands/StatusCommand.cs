using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Platform.Teams.Bot.Commands;

/// <summary>Where a request of the asker's stands, with its timeline (TRK-3).</summary>
internal sealed class StatusCommand(RequestDirectory requests, IDbContextFactory<WellIntakeDbContext> contexts) : IChatCommand
{
    private const int LongestTimeline = 50;

    public IReadOnlyList<string> Words { get; } = ["status"];

    public string Usage => "status [request id]";

    public string Summary => "tells where a request of yours stands; without an id, your last one";

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var request = arguments.Count > 0
            ? await requests.FindAsync(arguments[0].ToLowerInvariant(), ct)
            : await requests.NewestAsync(message.UserId, openOnly: false, ct);
        if (request is null || request.UserId != message.UserId)
        {
            return new ChatAnswer.Reply(
                PlatformCards.Note(
                    "No such request",
                    arguments.Count > 0 ? "None of your requests has that id." : "You have not asked for anything yet. Try: digest advisors"),
                "No such request");
        }

        await using var db = await contexts.CreateDbContextAsync(ct);
        var events = await db.RequestEvents.AsNoTracking()
            .Where(e => e.RequestId == request.RequestId).OrderBy(e => e.Id).Take(LongestTimeline).ToListAsync(ct);
        return new ChatAnswer.Reply(Card(request, events), $"Request {request.RequestId}: {InWords(request.Status)}");
    }

    private static AdaptiveCard Card(RequestEntry request, IEnumerable<RequestEvent> timeline) => new()
    {
        Body =
        [
            PlatformCards.Heading($"Request {request.RequestId}"),
            new TextBlock { Text = $"It is {InWords(request.Status)}." },
            new FactSet { Facts = [.. timeline.Select(e => new Fact(At(e.At), CardText.Escape(InWords(e.Event) + (e.Note is null ? string.Empty : ", " + e.Note))))] },
        ],
    };

    private static string At(DateTimeOffset at) => at.ToUniversalTime().ToString("d MMM HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

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
