using System.Globalization;
using System.Net.Mail;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest.Chat;

/// <summary><c>digest [audience] [N days] [top N] [e-mail]</c>.</summary>
internal sealed class DigestCommand(TimeProvider time) : IChatCommand
{
    public IReadOnlyList<string> Words { get; } = ["digest"];

    public string Usage => "digest [advisors|c_suite|global|personal] [14 days] [top 10] [e-mail]";

    public string Summary => "brings the candidates of the last days, the best first";

    public ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, IReadOnlyList<string> arguments, CancellationToken ct) =>
        ValueTask.FromResult(Answer(message, arguments));

    private ChatAnswer Answer(IncomingMessage message, IReadOnlyList<string> arguments)
    {
        var ask = new DigestAsk(Audience.Advisors);
        for (var i = 0; i < arguments.Count; i++)
        {
            var word = Word(arguments, i);
            var next = Word(arguments, i + 1);
            if (word.Length == 0 || word is "for" or "the" or "last" or "past" or "of" or "me" or "please")
                continue;
            if (AudienceWords.Find(word) is { } audience)
                ask = ask with { Audience = audience };
            else if (Number(word) is { } days && next is ("days" or "day"))
                (ask, i) = (ask with { Days = days }, i + 1);
            else if (word is "top" && Number(next) is { } most)
                (ask, i) = (ask with { MaxCandidates = most }, i + 1);
            else if (word.Contains('@', StringComparison.Ordinal) && MailAddress.TryCreate(word, out _))
                ask = ask with { TestRecipient = word };
            else
                return Unknown(word);
        }

        if (ask.Days is < 1 or > DigestSpec.MostDays)
            return Note("That is too far", $"A digest looks back 1 to {DigestSpec.MostDays} days.");
        if (ask.MaxCandidates is < 1 or > DigestSpec.MostCandidates)
            return Note("That is too many", $"A digest shows 1 to {DigestSpec.MostCandidates} candidates.");
        return ask.ToRequest(message, time.GetUtcNow());
    }

    // Phones write the first word, and sometimes every word, with a capital.
    private static string Word(IReadOnlyList<string> arguments, int at) =>
        at < arguments.Count ? arguments[at].Trim(',', '.', '!', '?').ToLowerInvariant() : string.Empty;

    private static int? Number(string word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static ChatAnswer.Reply Note(string title, string text) => new(PlatformCards.Note(title, text), title);

    private static ChatAnswer.Reply Unknown(string word) => new(
        new AdaptiveCard
        {
            Body =
            [
                PlatformCards.Heading("A digest for whom?"),
                new RichTextBlock { Inlines = [new TextRun { Text = $"I do not know “{(word.Length <= 40 ? word : word[..40] + "…")}”. Choose one:" }] },
            ],
            Actions = [.. AudienceWords.All.Select(a => PlatformCards.Say(Audience.Spoken(a), $"digest {a}"))],
        },
        "A digest for whom?");
}
