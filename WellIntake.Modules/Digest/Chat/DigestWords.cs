using System.Globalization;
using System.Net.Mail;

namespace WellIntake.Modules.Digest.Chat;

/// <summary>
/// The words that say what digest is wanted, the same after the command and in the box that refines one: audience,
/// <c>14 days</c>, <c>2 weeks</c>, <c>from 2026-11-01 to 2026-11-10</c>, <c>top 10</c>, <c>owner jane@example.com</c>,
/// <c>without vault</c>, <c>by e-mail</c>, <c>preview</c>, and an address for a test copy.
/// </summary>
internal static class DigestWords
{
    private const int MostWords = 100;
    private static readonly char[] Separators = [' ', ',', ';', '\t', '\r', '\n'];
    private static readonly char[] Around = ['.', '!', '?', '"', '“', '”', '(', ')'];

    /// <summary>Changes <paramref name="start"/> as the words say. What cannot be understood changes nothing and is named.</summary>
    public static DigestReading Read(DigestAsk start, string text)
    {
        // Phones write the first word, and sometimes every word, with a capital.
        var words = text.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Take(MostWords)
            .Select(w => w.Trim(Around).ToLowerInvariant()).Where(w => w.Length > 0).ToArray();
        var (ask, unknown) = (start, new List<string>());
        for (var i = 0; i < words.Length;)
            i += Take(words.AsSpan(i), ref ask, unknown);
        return new DigestReading(ask, unknown);
    }

    /// <returns>How many words it took.</returns>
    private static int Take(ReadOnlySpan<string> words, ref DigestAsk ask, List<string> unknown)
    {
        var (word, next) = (words[0], words.Length > 1 ? words[1] : string.Empty);
        if (word is "for" or "the" or "last" or "past" or "of" or "me" or "please" or "only" or "and" or "just" or "by" or "also")
            return 1;
        if (AudienceWords.Find(word) is { } audience)
        {
            ask = ask with { Audience = audience };
            return 1;
        }

        if (Number(word) is { } count && DaysIn(next) is { } days)
        {
            ask = ask with { Days = (int)Math.Min((long)count * days, int.MaxValue), From = null, To = null };
            return 2;
        }

        if (word is "top" && Number(next) is { } most)
        {
            ask = ask with { MaxCandidates = most };
            return 2;
        }

        if (word is "from" or "since" && Day(next) is { } first)
        {
            ask = ask with { From = first };
            return 2;
        }

        if (word is "to" or "until" && Day(next) is { } last)
        {
            ask = ask with { To = last };
            return 2;
        }

        if (word is "owner" or "recruiter")
            return TakeOwner(word, next, ref ask, unknown);
        if (word is "with" or "without" && Include(ask, next, word == "with") is { } changed)
        {
            ask = changed;
            return 2;
        }

        return TakeSingle(word, ref ask, unknown);
    }

    private static int TakeSingle(string word, ref DigestAsk ask, List<string> unknown)
    {
        if (word is "mail" or "email" or "e-mail")
            ask = ask with { SendMail = true };
        else if (word is "preview")
            ask = ask with { Preview = true };
        else if (IsAddress(word))
            ask = ask with { TestRecipient = word };
        else
            unknown.Add(word);
        return 1;
    }

    private static int TakeOwner(string word, string next, ref DigestAsk ask, List<string> unknown)
    {
        if (next is "all" or "any" or "anyone" or "everyone")
            ask = ask with { Owner = null };
        else if (IsAddress(next))
            ask = ask with { Owner = next };
        else
            unknown.Add(next.Length == 0 ? word : $"{word} {next}");
        return next.Length == 0 ? 1 : 2;
    }

    private static DigestAsk? Include(DigestAsk ask, string what, bool yes) => what switch
    {
        "vault" => ask with { IncludeVault = yes },
        "deals" => ask with { IncludeDeals = yes },
        "meetings" => ask with { IncludeMeetings = yes },
        "mail" or "email" or "e-mail" => ask with { SendMail = yes },
        _ => null,
    };

    /// <summary>Whether it is an e-mail address.</summary>
    public static bool IsAddress(string word) => word.Length <= 254 && word.Contains('@', StringComparison.Ordinal) && MailAddress.TryCreate(word, out _);

    /// <summary>A day as <c>yyyy-MM-dd</c>; null when it is none.</summary>
    public static DateOnly? Day(string word) =>
        DateOnly.TryParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static int? DaysIn(string unit) => unit switch
    {
        "day" or "days" => 1,
        "week" or "weeks" => 7,
        "month" or "months" => 30,
        _ => null,
    };

    private static int? Number(string word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>What words said.</summary>
/// <param name="Ask">What is wanted.</param>
/// <param name="Unknown">The words that were not understood, in their order.</param>
internal sealed record DigestReading(DigestAsk Ask, IReadOnlyList<string> Unknown)
{
    /// <summary>Those words for people, cut to what fits on a card; not escaped.</summary>
    public string UnknownWords => string.Join(", ", Unknown.Take(5).Select(w => $"“{(w.Length <= 40 ? w : w[..40] + "…")}”"))
        + (Unknown.Count > 5 ? $" and {Unknown.Count - 5} more" : string.Empty);
}
