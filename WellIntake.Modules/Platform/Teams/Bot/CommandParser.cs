namespace WellIntake.Modules.Platform.Teams.Bot;

/// <summary>
/// Finds the command in a normalised text. Whole words only: "this" is no "hi". A greeting is one only when it stands
/// nearly alone, so that "hi, which candidates are in Chicago?" is taken as the question it is.
/// </summary>
internal sealed class CommandParser
{
    private const int GreetingWords = 3;
    private static readonly char[] Separators = [' ', ',', '!', '.', ';', ':', '?'];
    private readonly Dictionary<string, IChatCommand> _byWord = new(StringComparer.OrdinalIgnoreCase);

    public CommandParser(IEnumerable<IChatCommand> commands)
    {
        foreach (var command in commands)
        {
            foreach (var word in command.Words)
            {
                if (!_byWord.TryAdd(word, command))
                    throw new InvalidOperationException($"Two commands claim the word '{word}'.");
            }
        }
    }

    public IReadOnlyCollection<IChatCommand> All => [.. _byWord.Values.Distinct()];

    public ParsedCommand Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return new ParsedCommand(null, [], null);
        var first = words[0].Trim(Separators).TrimStart('/');
        if (_byWord.TryGetValue(first, out var command))
        {
            var greetingOnly = command is not IGreeting || (words.Length <= GreetingWords && !text.Contains('?', StringComparison.Ordinal));
            if (greetingOnly)
                return new ParsedCommand(command, words[1..], null);
        }

        return new ParsedCommand(null, words, NearMiss(first, words.Length));
    }

    // Only a short message can be a mistyped command; a sentence that starts with a similar word is a question.
    private string? NearMiss(string word, int wordCount)
    {
        if (wordCount > 4 || word.Length < 3)
            return null;
        var allowed = word.Length <= 4 ? 1 : 2;
        return _byWord.Keys
            .Where(w => w.Length >= 4)
            .Select(w => (Word: w, Distance: Distance(word.ToLowerInvariant(), w)))
            .Where(w => w.Distance <= allowed)
            .OrderBy(w => w.Distance)
            .ThenBy(w => w.Word, StringComparer.Ordinal)
            .Select(w => w.Word)
            .FirstOrDefault();
    }

    // Damerau-Levenshtein, optimal string alignment: insert, delete, replace, swap neighbours.
    private static int Distance(string a, string b)
    {
        var previous2 = new int[b.Length + 1];
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1] + 1, previous[j] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    current[j] = Math.Min(current[j], previous2[j - 2] + 1);
            }

            (previous2, previous) = (previous, current);
        }

        return previous[b.Length];
    }
}

/// <summary>A greeting counts as one only when it stands nearly alone.</summary>
internal interface IGreeting;

/// <summary>What was found.</summary>
/// <param name="Command">The command; null when there is none.</param>
/// <param name="Arguments">The words after it, as typed; all words when there is none.</param>
/// <param name="DidYouMean">The command that was probably meant; null when none is near.</param>
internal sealed record ParsedCommand(IChatCommand? Command, IReadOnlyList<string> Arguments, string? DidYouMean);
