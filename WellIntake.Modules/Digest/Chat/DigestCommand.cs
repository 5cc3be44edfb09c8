using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest.Chat;

/// <summary><c>digest [audience] [N days] [top N] …</c>; what is not said is as the person's preferences have it.</summary>
internal sealed class DigestCommand(IDigestPreferences preferences, TimeProvider time) : IChatCommand
{
    public IReadOnlyList<string> Words { get; } = ["digest"];

    public string Usage => "digest [advisors|c_suite|global|personal] [14 days] [from 2026-11-01 to 2026-11-10] [top 10] [owner jane@example.com] [without vault|deals|meetings] [preview] [e-mail]";

    public string Summary => "brings the candidates of the last days, the best first; what you leave out is as your preferences say";

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var reading = DigestWords.Read(await preferences.OfAsync(message.UserId, ct), string.Join(' ', arguments));
        if (reading.Unknown.Count > 0)
            return Unknown(reading);
        var now = time.GetUtcNow();
        return reading.Ask.Problem(DateOnly.FromDateTime(now.UtcDateTime)) is { } problem
            ? new ChatAnswer.Reply(PlatformCards.Note(problem.Title, problem.Text), problem.Title)
            : reading.Ask.ToRequest(message, now);
    }

    private static ChatAnswer.Reply Unknown(DigestReading reading) => new(
        new AdaptiveCard
        {
            Body =
            [
                PlatformCards.Heading("A digest for whom?"),
                new RichTextBlock { Inlines = [new TextRun { Text = $"I do not know {reading.UnknownWords}. Choose one:" }] },
            ],
            Actions = [.. AudienceWords.All.Select(a => PlatformCards.Say(Audience.Spoken(a), $"digest {a}"))],
        },
        "A digest for whom?");
}
