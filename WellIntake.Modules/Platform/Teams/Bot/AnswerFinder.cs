using System.Text.Json;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Platform.Teams.Bot;

/// <summary>Finds who answers: a command, a button's handler, or the card that says what can be asked.</summary>
internal sealed class AnswerFinder
{
    private readonly CommandParser _parser;
    private readonly Dictionary<string, ICardActionHandler> _byVerb = new(StringComparer.Ordinal);

    public AnswerFinder(IEnumerable<IChatCommand> commands, IEnumerable<ICardActionHandler> actions)
    {
        _parser = new CommandParser(commands);
        foreach (var action in actions)
        {
            foreach (var verb in action.Verbs)
                _byVerb.Add(verb, action);
        }
    }

    public ValueTask<ChatAnswer> ToTextAsync(IncomingMessage message, CancellationToken ct)
    {
        var parsed = _parser.Parse(message.Text);
        return parsed.Command is { } command
            ? command.AnswerAsync(message, parsed.Arguments, ct)
            : ValueTask.FromResult(NotUnderstood(message.Text, parsed.DidYouMean));
    }

    /// <summary>
    /// Answers the press of a button, however it came; the one place that looks whose button it is (WEB-7). "say" among its
    /// values is a button that types for the person. Null when no handler knows the verb.
    /// </summary>
    /// <param name="message">Who pressed it, and where.</param>
    /// <param name="verb">The button's verb, where the activity names one; else it is among the values.</param>
    /// <param name="values">What the button brought.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask<ChatAnswer?> ToPressAsync(IncomingMessage message, string? verb, JsonElement? values, CancellationToken ct)
    {
        if (CardOwner.IsAnothers(values, message.UserId))
            return new ChatAnswer.Aside("These buttons belong to the person who asked. Type help to see what you can ask for yourself.");
        var read = CardValues.Read(values);
        if (verb is null && read.Text("say") is { Length: > 0 and <= 200 } said)
            return await ToTextAsync(message with { Text = said }, ct);
        return (verb ?? read.Text("verb")) is { } name && _byVerb.TryGetValue(name, out var handler)
            ? await handler.AnswerAsync(message, name, read, ct)
            : null;
    }

    public static ChatAnswer UnknownButton() => new ChatAnswer.Reply(
        PlatformCards.Note("That button does nothing here", "It may come from an older card. Type help to see what can be asked."),
        "That button does nothing here");

    private static ChatAnswer NotUnderstood(string text, string? didYouMean)
    {
        if (didYouMean is not null)
        {
            return new ChatAnswer.Reply(
                new AdaptiveCard
                {
                    Body = [PlatformCards.Heading($"Did you mean {didYouMean}?")],
                    Actions = [PlatformCards.Say($"Yes, {didYouMean}", didYouMean), PlatformCards.Say("Show help", "help")],
                },
                $"Did you mean {didYouMean}?");
        }

        var shown = text.Length <= 100 ? text : text[..100] + "…";
        return new ChatAnswer.Reply(
            new AdaptiveCard
            {
                Body =
                [
                    PlatformCards.Heading("I cannot answer questions yet"),
                    new RichTextBlock { Inlines = [new TextRun { Text = shown.Length == 0 ? "(an empty message)" : shown, Italic = true, IsSubtle = true }] },
                    new TextBlock { Text = "I make digests of candidates. Try one of these:" },
                ],
                Actions = [PlatformCards.Say("Digest for advisors", "digest advisors"), PlatformCards.Say("Show help", "help")],
            },
            "I cannot answer questions yet");
    }
}
