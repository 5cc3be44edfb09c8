namespace WellIntake.Benchmarks.Anonymising;

/// <summary>A planted spelling. Short ones count only as whole words in the case they were planted in.</summary>
internal sealed record Token(string Text, bool IsWholeWord = false);

/// <summary>Finds planted spellings by looking for them and nothing else; knows neither the rules nor the leak check.</summary>
internal static class PlainScanner
{
    /// <summary>The first token that the text holds; null when it holds none.</summary>
    public static Token? Find(IEnumerable<Token> tokens, string text) => tokens.FirstOrDefault(t => Holds(text, t));

    private static bool Holds(string text, Token token)
    {
        if (!token.IsWholeWord)
            return text.Contains(token.Text, StringComparison.OrdinalIgnoreCase);
        for (var at = text.IndexOf(token.Text, StringComparison.Ordinal); at >= 0; at = text.IndexOf(token.Text, at + 1, StringComparison.Ordinal))
        {
            var end = at + token.Text.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                return true;
        }

        return false;
    }
}
