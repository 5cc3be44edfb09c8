using System.Globalization;
using WellIntake.Modules.Digest.Rendering;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest.Chat;

/// <summary>The buttons of digest cards: make the digest that their values describe, or show the form for them (WEB-7).</summary>
internal sealed class DigestActions(TimeProvider time) : ICardActionHandler
{
    public IReadOnlyList<string> Verbs { get; } = [DigestVerbs.Generate, DigestVerbs.Filters];

    public ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, string verb, CardValues values, CancellationToken ct)
    {
        var ask = Read(values, out var problem);
        if (problem is not null)
            return ValueTask.FromResult<ChatAnswer>(new ChatAnswer.Reply(PlatformCards.Note("That does not work", problem), "That does not work"));
        var now = time.GetUtcNow();
        return ValueTask.FromResult<ChatAnswer>(verb == DigestVerbs.Filters
            ? new ChatAnswer.Reply(DigestCards.Filters(ask.ToSpec(now)), "Filters")
            : ask.ToRequest(message, now));
    }

    private static DigestAsk Read(CardValues values, out string? problem)
    {
        problem = null;
        var audience = values.Text("audience") ?? Audience.Advisors;
        var days = Number(values, "date_range_days", DigestAsk.DefaultDays);
        var most = Number(values, "max_candidates", DigestAsk.DefaultCandidates);
        if (!Audience.IsKnown(audience))
            problem = "Choose an audience from the list.";
        else if (days is null or < 1 or > DigestSpec.MostDays)
            problem = $"Days back must be 1–{DigestSpec.MostDays}.";
        else if (most is null or < 1 or > DigestSpec.MostCandidates)
            problem = $"Candidates at most must be 1–{DigestSpec.MostCandidates}.";
        return problem is null ? new DigestAsk(audience, days!.Value, most!.Value) : new DigestAsk(Audience.Advisors);
    }

    private static int? Number(CardValues values, string name, int whenAbsent) =>
        values.Text(name) is not { Length: > 0 } text ? whenAbsent
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : null;
}
