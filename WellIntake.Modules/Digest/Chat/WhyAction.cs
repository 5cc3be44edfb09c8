using System.Globalization;
using WellIntake.Modules.Digest.Rendering;
using WellIntake.Modules.Platform.Teams.Bot;

namespace WellIntake.Modules.Digest.Chat;

/// <summary>The button "Why?" under each candidate of a digest.</summary>
internal sealed class WhyAction(WhyAnswers answers) : ICardActionHandler
{
    public IReadOnlyList<string> Verbs { get; } = [DigestVerbs.Why];

    public async ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, string verb, CardValues values, CancellationToken ct)
    {
        _ = int.TryParse(values.Text("candidate"), NumberStyles.None, CultureInfo.InvariantCulture, out var place);
        return await answers.OfDigestAsync(message.UserId, values.Text("request_id") ?? "", place, ct);
    }
}
