using System.Buffers;
using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Extraction;

/// <summary>Tells what someone says of the candidate's present from wishes, denials, memories and other people's figures.</summary>
internal static partial class FactGate
{
    // An expression that may begin anywhere is dear; without one of these words it cannot match.
    private static readonly SearchValues<string> BorderWords = Any(";", ",", ":", "–", "—", "but", "however", "though", "whereas", "right", "today", "currently", "far");

    private static readonly SearchValues<string> OtherWords = Any(
        "firm", "company", "bank", "branch", "office", "employer", "partner", "father", "dad", "mother", "husband", "wife", "spouse", "boss", "manager",
        "colleague", "friend", "competitor", "industry", "market", "complex", "region", "wirehouse", "son", "daughter", "brother", "sister", "mentor",
        "predecessor", "client", "guy", "they", "average", "minimum", "household", "of", "some", "you", "account");

    private static readonly SearchValues<string> WishAfterWords = Any("goal", "target", "dream", "plan", "hope", "aim", "day", "eventually", "five");

    private static readonly SearchValues<string> AgoWords = Any("ago", "back", "time", "old", "last", "previous", "former", "19", "20");

    private static readonly SearchValues<string> CorrectionWords = Any("sorry", "actually", "mean", "correct", "rather", "misspoke");

    /// <summary>May the words at this place of the sentence be taken as a fact?</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="start">Where the words begin.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="mayBePast">For what does not pass: a degree, an award.</param>
    /// <param name="mayBeWish">For what is a wish by nature: compensation, a start date.</param>
    public static bool Allows(string sentence, int start, int end, bool mayBePast = false, bool mayBeWish = false)
    {
        var before = sentence.AsSpan(0, start);
        var clause = Clause(before);
        var after = sentence.AsSpan(end, Math.Min(40, sentence.Length - end));

        if (Negation().IsMatch(clause) || clause.ContainsAny(OtherWords) && Others().IsMatch(clause) && !WithPartner().IsMatch(clause))
            return false;
        if (!mayBeWish && (Wish().IsMatch(clause) || after.ContainsAny(WishAfterWords) && WishAfter().IsMatch(after)) || Condition().IsMatch(before))
            return false;
        return mayBePast || !Past().IsMatch(clause) && !Condition().IsMatch(clause) && !(after.ContainsAny(AgoWords) && AgoAfter().IsMatch(after));
    }

    /// <summary>Do the words before this place deny it, or only suppose it? For those who tell wishes and memories apart by themselves.</summary>
    public static bool IsDenied(string sentence, int start)
    {
        var before = sentence.AsSpan(0, start);
        return Negation().IsMatch(Clause(before)) || Condition().IsMatch(before);
    }

    /// <summary>Says that the one before was wrong: "sorry, $350M".</summary>
    public static bool IsCorrection(string sentence) => sentence.AsSpan().ContainsAny(CorrectionWords) && Correction().IsMatch(sentence);

    private static SearchValues<string> Any(params ReadOnlySpan<string> words) => SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Clause(ReadOnlySpan<char> before)
    {
        if (!before.ContainsAny(BorderWords))
            return before;
        var cut = 0;
        foreach (var border in Border().EnumerateMatches(before))
            cut = border.Index + border.Length;
        return before[cut..];
    }

    // A comma between digits or before a relative clause is none; "and" joins too often to count.
    [GeneratedRegex(@";|,(?!\d)\s*(?!which|that|who|at)|\b(but|however|though|although|whereas|right\s+now|today|currently|so\s+far)\b|[–—:]\s", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Border();

    [GeneratedRegex(@"\b(no|never|without|none|neither|nor|hardly|not(?!\s+(only|just)))\b|n[’']t\b(?!\s+(only|just)\b)", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Negation();

    [GeneratedRegex(@"\b(would|could|might|should|hop(e|es|ing)|goals?|targets?|targeting|aim(s|ing)?|aspir\w*|dream\w*|want(s|ed|ing)?|like\s+to|love\s+to|plan(s|ning)?\s+(to|on)|looking\s+to|try(ing)?\s+to|some\s?day|one\s+day|eventually|ideal(ly)?|potential(ly)?|expect(s|ing|ed)?\s+to|projected|going\s+to|gonna|will|need\s+to|on\s+track|get(ting)?\s+to|working\s+towards?|reach)\b|[’'](d|ll)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Wish();

    [GeneratedRegex(@"^[^,.;]{0,25}\b(is|was|would\s+be|remains)\s+(the|my|our|his|her|a)\s+(\w+\s+)?(goal|target|dream|plan|hope|aim)\b|^[^.;]{0,25}\b(some\s?day|one\s+day|eventually|in\s+five\s+years)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex WishAfter();

    [GeneratedRegex(@"\b(if|unless|suppose|imagine|once\s+(I|we|he|she|they)|when\s+(I|we|he|she)\s+(get|reach|hit))\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Condition();

    [GeneratedRegex(@"\b(used\s+to|formerly|previously|back\s+(in|when|then)|at\s+(my|his|her|the)\s+(peak|old\s+\w+|previous\s+\w+|last\s+\w+)|at\s+the\s+time|ago|once\s+had|years\s+back|in\s+(19|20)\d\d\s+(I|we|he|she)|started\s+(out\s+)?(with|at))\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Past();

    [GeneratedRegex(@"^[^,;.]{0,30}\b(ago|back\s+then|at\s+(the|that)\s+time|at\s+(my|his|her)\s+(old|last|previous|former)\s+\w+|in\s+(19[5-9]\d|200\d|201\d))\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex AgoAfter();

    [GeneratedRegex(@"\b(((my|the|our|his|her|their|your)\s+(former\s+|old\s+|previous\s+|current\s+|business\s+|whole\s+|entire\s+)?(firm|company|bank|branch|office|employer|partners?|father|dad|mother|husband|wife|spouse|boss|manager|colleagues?|friends?|competitors?|industry|market|complex|region|wirehouse|son|daughter|brother|sister|mentor|predecessor)(['’]s)?)|firm[\s-]?wide|(a|one|some|most|many)\s+(of\s+my\s+)?(colleagues?|friends?|clients?|guys?)|they|the\s+average|average\s+(client|household|account)|largest\s+(client|account)|minimum|per\s+(client|household)|of\s+(that|which|it|those)|someone|somebody|you)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Others();

    [GeneratedRegex(@"\b(partners?|wife|husband|father|son|daughter|brother|sister|colleagues?)\s+and\s+I\b|\bI\s+and\s+my\b|\b(I|we|he|she)\b[^,;]*\b(at|for|with|in|of)\s+(my|the|our|his|her)\s+(\w+\s+)?(firm|company|bank|branch|office|partners?|complex|region)\b|\b(at|in)\s+(my|the|our|his|her)\s+(\w+\s+)?(firm|company|bank|branch|office)\s+(I|we|he|she)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex WithPartner();

    [GeneratedRegex(@"\b(sorry|actually|i\s+mean|correction|rather|let\s+me\s+correct|i\s+misspoke)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Correction();
}
