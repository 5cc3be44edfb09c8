using WellIntake.Modules.Digest.Rendering;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest.Chat;

/// <summary>The buttons of digest cards: make the digest that their values describe, or show a form for them (WEB-7).</summary>
internal sealed class DigestActions(TimeProvider time) : ICardActionHandler
{
    public IReadOnlyList<string> Verbs { get; } = [DigestVerbs.Generate, DigestVerbs.Filters, DigestVerbs.Refine];

    public ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, string verb, CardValues values, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var (ask, problem) = DigestFormReader.Read(values, DateOnly.FromDateTime(now.UtcDateTime));
        return ValueTask.FromResult(problem is not null
            ? new ChatAnswer.Reply(PlatformCards.Note("That does not work", problem), "That does not work")
            : verb switch
            {
                DigestVerbs.Filters => new ChatAnswer.Reply(DigestForms.Filters(ask.ToSpec(now)), "Filters"),
                DigestVerbs.Refine => Refine(message, ask, values.Text(DigestForms.RefineField), now),
                _ => ask.ToRequest(message, now),
            });
    }

    private static ChatAnswer Refine(IncomingMessage message, DigestAsk ask, string? text, DateTimeOffset now)
    {
        if (text is null)
            return new ChatAnswer.Reply(DigestForms.Refine(ask.ToSpec(now)), "Refine the digest");
        if (text.Trim().Length is 0 or > DigestForms.MostRefineCharacters)
            return new ChatAnswer.Aside($"Say in up to {DigestForms.MostRefineCharacters} characters what should be different, for example: last 14 days, top 10.");
        var reading = DigestWords.Read(ask, text);
        var problem = reading.Unknown.Count > 0
            ? $"I did not understand {reading.UnknownWords}. Nothing was started."
            : reading.Ask.Problem(DateOnly.FromDateTime(now.UtcDateTime))?.Text;
        return problem is null
            ? reading.Ask.ToRequest(message, now)
            : new ChatAnswer.Reply(DigestForms.Refine(ask.ToSpec(now), text, problem), problem);
    }
}
