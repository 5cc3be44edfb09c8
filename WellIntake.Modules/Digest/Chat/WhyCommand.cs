using System.Globalization;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest.Chat;

/// <summary><c>why TWAV123 [1–5]</c>: what is behind a candidate's points.</summary>
internal sealed class WhyCommand(WhyAnswers answers) : IChatCommand
{
    private const int LongestReference = 40;

    public IReadOnlyList<string> Words { get; } = ["why"];

    public string Usage => "why TWAV123 [2]";

    public string Summary => "shows the sentence or field behind a candidate's points, or behind one of them";

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var reference = arguments.Count > 0 ? arguments[0].Trim('?', ',', '.', '!') : "";
        var number = arguments.Count > 1 ? arguments[1].Trim('?', ',', '.', '!', '#') : null;
        if (reference.Length is 0 or > LongestReference || !reference.Any(char.IsAsciiDigit) || arguments.Count > 2)
            return Note("Ask with the reference on a card of yours, such as: why TWAV123, or why TWAV123 2 for its second point.");
        if (number is null)
            return await answers.OfReferenceAsync(message.UserId, reference, null, ct);
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var bullet)
            ? await answers.OfReferenceAsync(message.UserId, reference, bullet, ct)
            : Note("Give a point by its number, such as: why TWAV123 2.");
    }

    private static ChatAnswer.Reply Note(string text) => new(PlatformCards.Note("Why what?", text), "Why what?");
}
