using System.Globalization;

namespace WellIntake.Modules.Platform.Crm.Import.Values;

/// <summary>
/// Reads numbers as people and spreadsheets write them: "1,234.56", "1.234,56", "(1,200)", "1 234", "$1.2B", "500MM".
/// </summary>
internal static class NumberValue
{
    private const int MaxLength = 64;

    /// <summary>Reads a number with an optional sign, currency and magnitude; words around it are not allowed.</summary>
    /// <param name="text">The text; null and blank are refused.</param>
    /// <param name="decimalComma">True: "1.234" is a thousand and more. Null: decided by the text alone.</param>
    /// <param name="value">The number; 0 when false is returned.</param>
    public static bool TryParse(ReadOnlySpan<char> text, bool? decimalComma, out double value)
    {
        value = 0;
        text = text.Trim();
        if (text.IsEmpty || text.Length > MaxLength)
            return false;

        var negative = false;
        if (text.Length > 2 && text[0] == '(' && text[^1] == ')')
        {
            negative = true;
            text = text[1..^1].Trim();
        }

        text = StripCurrency(text);
        if (!text.IsEmpty && text[0] is '-' or '+' or '\u2212')
        {
            negative ^= text[0] != '+';
            text = StripCurrency(text[1..].TrimStart());
        }
        else if (!text.IsEmpty && text[^1] is '-' or '\u2212')
        {
            // Accounting systems put the minus behind.
            negative ^= true;
            text = text[..^1].TrimEnd();
        }

        var factor = TakeMagnitude(ref text);
        text = StripCurrency(text);
        if (!TryReadDigits(text, decimalComma, out value))
            return false;

        value *= negative ? -factor : factor;
        return double.IsFinite(value);
    }

    private static ReadOnlySpan<char> StripCurrency(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        foreach (var word in (ReadOnlySpan<string>)["US$", "USD", "$", "€", "£", "EUR", "GBP"])
        {
            if (text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                return text[word.Length..].TrimStart();
            if (text.EndsWith(word, StringComparison.OrdinalIgnoreCase))
                return text[..^word.Length].TrimEnd();
        }

        return text;
    }

    /// <summary>Cuts "K", "MM", "billion" … off the end and returns what they multiply by.</summary>
    internal static double TakeMagnitude(ref ReadOnlySpan<char> text)
    {
        var start = text.Length;
        while (start > 0 && (char.IsAsciiLetter(text[start - 1]) || (text[start - 1] == '.' && start == text.Length)))
            start--;
        if (start == text.Length || start == 0)
            return 1;

        var factor = MagnitudeOf(text[start..].TrimEnd('.'));
        if (factor is null)
            return 1;

        text = text[..start].TrimEnd();
        return factor.Value;
    }

    private static double? MagnitudeOf(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[12];
        if (word.Length > lower.Length)
            return null;
        var length = word.ToLowerInvariant(lower);
        return lower[..length] switch
        {
            "k" or "thousand" or "thsd" or "tsd" => 1e3,
            // In finance "MM" is a thousand thousands.
            "m" or "mm" or "mn" or "mil" or "mill" or "mio" or "million" or "millions" => 1e6,
            "b" or "bn" or "bil" or "bill" or "billion" or "billions" => 1e9,
            "t" or "tn" or "trn" or "trillion" or "trillions" => 1e12,
            _ => null,
        };
    }

    private static bool TryReadDigits(ReadOnlySpan<char> text, bool? decimalComma, out double value)
    {
        value = 0;
        Span<char> digits = stackalloc char[MaxLength];
        var decimals = DecimalMark(text, decimalComma);
        if (decimals == Invalid)
            return false;

        var length = 0;
        var group = 0;
        var grouped = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsAsciiDigit(c))
            {
                digits[length++] = c;
                group++;
            }
            else if (i == decimals)
            {
                if (grouped && group != 3)
                    return false;
                digits[length++] = '.';
                return FinishDecimals(text[(i + 1)..], digits, length, out value);
            }
            else if (c is ',' or '.' or ' ' or '\u00A0' or '\u202F' or '\'' or '\u2019')
            {
                if (grouped ? group != 3 : group is 0 or > 3)
                    return false;
                grouped = true;
                group = 0;
            }
            else
            {
                return TryScientific(text, out value);
            }
        }

        if (length == 0 || (grouped && group != 3))
            return false;
        return double.TryParse(digits[..length], NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private static bool FinishDecimals(ReadOnlySpan<char> rest, Span<char> digits, int length, out double value)
    {
        value = 0;
        var whole = length > 1;
        var before = length;
        foreach (var c in rest)
        {
            if (!char.IsAsciiDigit(c))
                return whole && TryScientific($"{digits[..before]}{rest}", out value);
            digits[length++] = c;
        }

        return (whole || rest.Length > 0)
            && double.TryParse(digits[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
    }

    private static bool TryScientific(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        return text.IndexOfAny('e', 'E') > 0
            && double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);
    }

    private const int None = -1;
    private const int Invalid = -2;

    private static int DecimalMark(ReadOnlySpan<char> text, bool? decimalComma)
    {
        var comma = text.LastIndexOf(',');
        var dot = text.LastIndexOf('.');
        if (comma < 0 && dot < 0)
            return None;
        if (comma >= 0 && dot >= 0)
        {
            var mark = Math.Max(comma, dot);
            return text.Count(text[mark]) == 1 ? mark : Invalid;
        }

        var only = Math.Max(comma, dot);
        if (text.Count(text[only]) > 1)
            return None;
        var isComma = comma >= 0;
        if (decimalComma is { } known)
            return known == isComma ? only : None;

        // One mark: a dot is a decimal point; a comma with exactly three digits behind it groups thousands.
        return isComma && text.Length - only - 1 == 3 && only is >= 1 and <= 3 && text[0] != '0' ? None : only;
    }
}
