using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Platform.Teams.Bot.Commands;

/// <summary>Lists the commands that this process has. Asks for them late, as it is one of them.</summary>
internal sealed class HelpCommand(IServiceProvider services) : IChatCommand
{
    public IReadOnlyList<string> Words { get; } = ["help"];

    public string Usage => "help";

    public string Summary => "shows this";

    public ValueTask<ChatAnswer> AnswerAsync(IncomingMessage message, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var facts = services.GetServices<IChatCommand>()
            .Where(c => c is not IGreeting)
            .OrderBy(c => c.Words[0], StringComparer.Ordinal)
            .Select(c => new Fact(c.Usage, c.Summary))
            .ToList();
        return ValueTask.FromResult<ChatAnswer>(new ChatAnswer.Reply(
            new AdaptiveCard
            {
                Body = [PlatformCards.Heading("What you can ask"), new FactSet { Facts = facts }],
                Actions = [PlatformCards.Say("Digest for advisors", "digest advisors"), PlatformCards.Say("Status of my last request", "status")],
            },
            "What you can ask"));
    }
}
