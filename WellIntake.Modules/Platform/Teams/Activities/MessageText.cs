using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace WellIntake.Modules.Platform.Teams.Activities;

/// <summary>What a person said, fit for parsing (WEB-3).</summary>
public static partial class MessageText
{
    /// <summary>Longer text is cut here.</summary>
    public const int MaxLength = 10_000;

    // More than what remains can come from: tags and entities shrink, so the cut before the work is a wider one.
    private const int MaxRaw = 4 * MaxLength;

    /// <summary>
    /// The text without mentions of the bot, other people's as their names, HTML entities decoded, NFKC, no format or
    /// control characters, white space collapsed and trimmed. Empty when there is no text.
    /// </summary>
    public static string Normalise(Activity activity)
    {
        if (string.IsNullOrEmpty(activity.Text))
            return string.Empty;

        var text = Cut(activity.Text, MaxRaw);
        text = RemoveMentions(text, activity);
        if (activity.TextFormat is "xml" or "html")
            text = Tag().Replace(text, " ");
        if (text.Contains('&', StringComparison.Ordinal))
            text = WebUtility.HtmlDecode(text);
        if (!Ascii.IsValid(text))
            text = Drop(text).Normalize(NormalizationForm.FormKC);
        return Cut(Collapse(text), MaxLength).TrimEnd();
    }

    private static string RemoveMentions(string text, Activity activity)
    {
        var mentions = activity.Entities.Where(e => string.Equals(e.Type, "mention", StringComparison.OrdinalIgnoreCase)).ToList();
        if (text.Contains("<at", StringComparison.OrdinalIgnoreCase))
        {
            var open = new List<ActivityEntity>(mentions);
            text = Mention().Replace(text, match => Spoken(match, mentions, open, activity.Recipient));
        }

        // Channels other than Teams mark a mention without a tag, as "@name".
        foreach (var mention in mentions)
        {
            if (IsOf(mention, activity.Recipient) && mention.Text is { Length: > 0 } tag && !tag.Contains('<', StringComparison.Ordinal)
                && text.IndexOf(tag, StringComparison.OrdinalIgnoreCase) is var at and >= 0)
            {
                text = string.Concat(text.AsSpan(0, at), " ", text.AsSpan(at + tag.Length));
            }
        }

        return text;
    }

    /// <summary>Two people, or a person and the bot, may share a name: their mentions are told apart by their order.</summary>
    private static string Spoken(Match tag, List<ActivityEntity> mentions, List<ActivityEntity> open, ChannelAccount? bot)
    {
        var name = tag.Groups["name"].Value;
        var mention = open.Find(m => Marks(m, tag.Value, name));
        if (mention is not null)
            open.Remove(mention);
        else
            mention = mentions.Find(m => Marks(m, tag.Value, name));

        var ofBot = mention is null ? mentions.Count == 0 && SameName(bot?.Name, name) : IsOf(mention, bot);
        // A space on either side: a mention can stand against a word with nothing but an entity between.
        return ofBot ? " " : name;
    }

    private static bool Marks(ActivityEntity mention, string tag, string name) =>
        string.Equals(mention.Text, tag, StringComparison.OrdinalIgnoreCase)
        || SameName(mention.Text is { } text && Mention().Match(text) is { Success: true } inner ? inner.Groups["name"].Value : mention.MentionedName, name);

    private static bool SameName(string? one, string other) =>
        one is not null && string.Equals(WebUtility.HtmlDecode(one).Trim(), WebUtility.HtmlDecode(other).Trim(), StringComparison.OrdinalIgnoreCase);

    private static bool IsOf(ActivityEntity mention, ChannelAccount? bot) =>
        mention.MentionedId is { Length: > 0 } id && string.Equals(id, bot?.Id, StringComparison.OrdinalIgnoreCase);

    /// <summary>Drops format characters, and what <see cref="string.Normalize()"/> would throw on.</summary>
    private static string Drop(string text)
    {
        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
                continue;
            if (rune.Utf16SequenceLength == 2)
                i++;
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format && (rune.Value & 0xFFFE) != 0xFFFE)
                kept.Append(rune.ToString());
        }

        return kept.ToString();
    }

    private static string Collapse(string text)
    {
        var kept = new StringBuilder(Math.Min(text.Length, MaxLength + 2));
        var gap = false;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                gap = kept.Length > 0;
                continue;
            }

            if (gap)
                kept.Append(' ');
            gap = false;
            kept.Append(c);
            if (kept.Length > MaxLength)
                break;
        }

        return kept.ToString();
    }

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    [GeneratedRegex("<at(?:\\s[^<>]{0,200})?>(?<name>[^<>]{0,400})</at>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Mention();

    [GeneratedRegex("</?[a-z][^<>]{0,500}>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Tag();
}
