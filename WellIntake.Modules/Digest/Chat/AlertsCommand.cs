using WellIntake.Modules.Digest.Alerts;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Cards;
using WellIntake.Modules.Platform.Teams.People;

namespace WellIntake.Modules.Digest.Chat;

/// <summary><c>alerts</c>, <c>alerts add …</c>, <c>alerts pause|resume|remove ID</c>, typed or pressed (DIG-11).</summary>
internal sealed class AlertsCommand(AlertStore store, AlertReader reader, IUserRoles roles) : IChatCommand, ICardActionHandler
{
    private const string Example = "alerts add advisors in Texas over $500M with Series 7, max 3 a day";

    public IReadOnlyList<string> Words { get; } = ["alerts", "alert"];

    public IReadOnlyList<string> Verbs { get; } = [AlertVerbs.Pause, AlertVerbs.Resume, AlertVerbs.Remove];

    public string Usage => "alerts [add advisors in Texas over $500M with Series 7 | pause|resume|remove alert id]";

    public string Summary => "tells you of newly published candidates who match, for executives and admins";

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var word = arguments.Count == 0 ? "list" : arguments[0].Trim(',', '.', '!', '?', ':').ToLowerInvariant();
        return word switch
        {
            "list" or "show" => await ListAsync(message, ct),
            "add" or "new" => await AddAsync(message, [.. arguments.Skip(1)], ct),
            "pause" => await ChangeAsync(message, AlertVerbs.Pause, Id(arguments), ct),
            "resume" => await ChangeAsync(message, AlertVerbs.Resume, Id(arguments), ct),
            "remove" or "delete" => await ChangeAsync(message, AlertVerbs.Remove, Id(arguments), ct),
            _ => Note("What about alerts?", $"Write alerts to see yours, or for example: {Example}"),
        };
    }

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, string verb, CardValues values, CancellationToken ct) =>
        await ChangeAsync(message, verb, values.Text("alert_id") ?? "", ct);

    private async Task<ChatAnswer> ListAsync(IncomingMessage message, CancellationToken ct)
    {
        var own = await store.ListAsync(message.UserId, ct);
        // Who had the right once still sees what is left, to end it.
        return own.Count == 0 && !await MayAsync(message, ct) ? Refusal(message) : new ChatAnswer.Reply(AlertCards.List(own), "Your alerts");
    }

    private async Task<ChatAnswer> AddAsync(IncomingMessage message, IReadOnlyList<string> words, CancellationToken ct)
    {
        if (!await MayAsync(message, ct))
            return Refusal(message);
        if (words.Count == 0)
            return Note("An alert about whom?", $"Write, for example: {Example}");
        var reading = await reader.ReadAsync(words, ct);
        if (reading.NotUnderstood.Count > 0)
            return NotUnderstood(reading);
        return await store.AddAsync(message, reading, ct) is { } alert
            ? new ChatAnswer.Reply(AlertCards.Of("You will be told of new candidates", alert), "You will be told of new candidates")
            : Note("You have too many alerts", $"There may be {AlertStore.MostPerPerson}. Write alerts to see them.");
    }

    private async Task<ChatAnswer> ChangeAsync(IncomingMessage message, string verb, string id, CancellationToken ct)
    {
        if (verb == AlertVerbs.Resume && !await MayAsync(message, ct))
            return Refusal(message);
        if (!await store.ChangeAsync(verb, id, message.UserId, ct))
            return Note("You have no such alert", "Write alerts to see yours.");
        var left = (await store.ListAsync(message.UserId, ct)).Find(a => a.Id == id);
        var done = verb switch { AlertVerbs.Pause => "The alert is paused", AlertVerbs.Resume => "The alert is on again", _ => "The alert is removed" };
        return left is null ? Note(done, "Nothing more will come of it.") : new ChatAnswer.Reply(AlertCards.Of(done, left), done);
    }

    private async Task<bool> MayAsync(IncomingMessage message, CancellationToken ct) =>
        AlertStore.MayHave(await roles.FindAsync(message.UserId, message.UserEmail, ct));

    private static string Id(IReadOnlyList<string> arguments) =>
        arguments.Count > 1 ? arguments[1].Trim('.', ',', '!', '“', '”', '"').ToLowerInvariant() : "";

    private static ChatAnswer.Reply NotUnderstood(AlertReading reading) => new(
        new AdaptiveCard
        {
            Body =
            [
                PlatformCards.Heading("I did not understand all of that"),
                // As text runs: what was typed is no markup.
                .. reading.NotUnderstood.Take(10).Select(u => new RichTextBlock { Inlines = [new TextRun { Text = "Not understood: " }, new TextRun { Text = u.Length <= 200 ? u : u[..200] + "…", Weight = "bolder" }] }),
                new TextBlock { Text = "The rest would be this. Nothing was set up yet:", IsSubtle = true },
                new FactSet { Facts = AlertCards.Facts(reading.Filter) },
                new TextBlock { Text = CardText.Escape($"Write it like this: {Example}"), IsSubtle = true },
            ],
        },
        "I did not understand all of that");

    private static ChatAnswer.Reply Refusal(IncomingMessage message) => Note(
        "Alerts are for executives and admins",
        CardText.Escape($"As far as I know you are neither. Your administrator can change that; I know you as {message.UserEmail}. A digest is there for everyone: write digest, or subscribe."));

    private static ChatAnswer.Reply Note(string title, string text) => new(PlatformCards.Note(title, text), title);
}
