using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Platform.Teams.Bot.Commands;

internal sealed class HelloCommand : IChatCommand, IGreeting
{
    public static AdaptiveCard Welcome { get; } = new()
    {
        Body =
        [
            PlatformCards.Heading("Hello, I am WellIntake"),
            new TextBlock { Text = "Ask me for a digest of candidates and I bring it here, in this chat, as soon as it is ready." },
        ],
        Actions =
        [
            PlatformCards.Say("Digest for advisors", "digest advisors"),
            PlatformCards.Say("Digest for C-suite", "digest c_suite"),
            PlatformCards.Say("What else?", "help"),
        ],
    };

    public IReadOnlyList<string> Words { get; } = ["hello", "hi", "hey"];

    public string Usage => "hello";

    public string Summary => "says hello";

    public ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, IReadOnlyList<string> arguments, CancellationToken ct) =>
        ValueTask.FromResult<ChatAnswer>(new ChatAnswer.Reply(Welcome, "Hello, I am WellIntake"));
}
