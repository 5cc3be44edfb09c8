using System.Globalization;

namespace WellIntake.Modules.Platform.Crm.Import.Values;

/// <summary>
/// An amount of money as written and, where it could be read, in dollars: the lower end of a range ("850K–1.1M"),
/// the number behind "about", "over" or "~".
/// </summary>
internal readonly record struct MoneyValue(string Text, double? Amount)
{
    private static readonly string[] Before =
        ["approximately", "approx.", "approx", "about", "around", "circa", "ca.", "over", "more than", "at least", "up to", "under", "nearly", "roughly", "~", "≈", ">", "<"];

    private static readonly string[] After = ["annually", "under advice", "under management", "per year", "a year", "/year", "/yr", "aum", "ttm", "t-12", "t12", "gdc", "+"];

    /// <summary>Reads <paramref name="text"/>; <see cref="Amount"/> is null when it holds no amount that could be read.</summary>
    public static MoneyValue Parse(string text, bool? decimalComma = null) => new(text, ReadLower(text, decimalComma));

    /// <summary>How an amount that was computed is written: "$1.23B", "$450M", "$12,500".</summary>
    public static string Format(double amount) => Math.Abs(amount) switch
    {
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"${amount / 1e9:0.##}B"),
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"${amount / 1e6:0.##}M"),
        _ => string.Create(CultureInfo.InvariantCulture, $"${amount:#,0.##}"),
    };

    private static double? ReadLower(ReadOnlySpan<char> text, bool? decimalComma)
    {
        text = Strip(text);
        if (NumberValue.TryParse(text, decimalComma, out var value))
            return value >= 0 ? value : null;

        // A range: each dash is tried, since "-" also stands inside words; "1–1.5M" lends its M to the 1.
        for (var i = 1; i < text.Length - 1; i++)
        {
            var width = RangeMark(text, i);
            if (width == 0)
                continue;
            var high = Strip(text[(i + width)..]);
            if (!NumberValue.TryParse(high, decimalComma, out var upper))
                continue;
            var low = Strip(text[..i]);
            if (!NumberValue.TryParse(low, decimalComma, out var lower))
                continue;
            var bare = low;
            if (NumberValue.TakeMagnitude(ref bare) == 1)
                lower *= NumberValue.TakeMagnitude(ref high);
            return lower >= 0 && lower <= upper ? lower : null;
        }

        return null;
    }

    private static int RangeMark(ReadOnlySpan<char> text, int at)
    {
        if (text[at] is '-' or '–' or '—')
            return 1;
        return text[at] == ' ' && text[at..].StartsWith(" to ", StringComparison.OrdinalIgnoreCase) ? 4 : 0;
    }

    private static ReadOnlySpan<char> Strip(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        foreach (var word in Before)
        {
            if (text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                text = text[word.Length..].TrimStart();
        }

        // "$2.1B (branch)": what stands behind in parentheses explains, and is no part of the amount.
        if (text.EndsWith(")", StringComparison.Ordinal) && text.IndexOf('(') is var open and > 0)
            text = text[..open].TrimEnd();

        foreach (var word in After)
        {
            if (text.EndsWith(word, StringComparison.OrdinalIgnoreCase))
                text = text[..^word.Length].TrimEnd();
        }

        return text;
    }
}
