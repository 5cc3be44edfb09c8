using System.Globalization;
using WellIntake.Modules.Digest.Rendering;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest.Chat;

/// <summary><c>preferences [reset]</c>: what a person's digests are like when they do not say; a form, and its buttons.</summary>
internal sealed class PreferencesCommand(DigestPreferences preferences, TimeProvider time) : IChatCommand, ICardActionHandler
{
    private const string WasReset = "Your preferences are as usual again";

    public IReadOnlyList<string> Words { get; } = ["preferences"];

    public IReadOnlyList<string> Verbs { get; } = [DigestVerbs.SavePreferences, DigestVerbs.ResetPreferences];

    public string Usage => "preferences [reset]";

    public string Summary => "shows and saves what your digests are like when you do not say";

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        switch (arguments)
        {
            case []:
                return Form(await preferences.OfAsync(message.UserId, ct), "Your preferences", "Used wherever you do not say: “digest” alone is a digest like this.");
            case [var word] when word.Trim('.', '!').Equals("reset", StringComparison.OrdinalIgnoreCase):
                await preferences.ResetAsync(message.UserId, ct);
                return Form(DigestPreferences.Usual, WasReset, WasReset + ".");
            default:
                return new ChatAnswer.Reply(PlatformCards.Note("I did not understand all of that", "Write preferences to see yours, or preferences reset."), "I did not understand all of that");
        }
    }

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, string verb, CardValues values, CancellationToken ct)
    {
        if (verb == DigestVerbs.ResetPreferences)
        {
            await preferences.ResetAsync(message.UserId, ct);
            return new ChatAnswer.Replace(PlatformCards.Note(WasReset, "Write preferences to change them."), WasReset);
        }

        var (ask, problem) = DigestFormReader.Read(values, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        if (problem is not null)
            return new ChatAnswer.Aside(problem);
        if (values.Text("send_mail") is null)
            ask = ask with { SendMail = (await preferences.OfAsync(message.UserId, ct)).SendMail };
        await preferences.SaveAsync(message.UserId, ask, ct);
        return new ChatAnswer.Replace(Saved(ask), "Your preferences are saved");
    }

    private ChatAnswer.Reply Form(DigestAsk ask, string title, string note) =>
        new(DigestForms.Preferences(ask.ToSpec(time.GetUtcNow()), ask.SendMail, note), title);

    private static AdaptiveCard Saved(DigestAsk ask) => new()
    {
        Body =
        [
            PlatformCards.Heading("Your preferences are saved"),
            new FactSet
            {
                Facts =
                [
                    new("Audience", Audience.Spoken(ask.Audience)),
                    new("Days back", ask.Days.ToString(CultureInfo.InvariantCulture)),
                    new("Candidates at most", ask.MaxCandidates.ToString(CultureInfo.InvariantCulture)),
                    new("Vault", YesNo(ask.IncludeVault)),
                    new("Deals", YesNo(ask.IncludeDeals)),
                    new("Meetings", YesNo(ask.IncludeMeetings)),
                    new("By e-mail too", YesNo(ask.SendMail)),
                ],
            },
            new TextBlock { Text = "“digest” alone is a digest like this now.", IsSubtle = true },
        ],
        Actions = [PlatformCards.Say("Digest now", "digest"), PlatformCards.Say("Change", "preferences")],
    };

    private static string YesNo(bool value) => value ? "yes" : "no";
}
