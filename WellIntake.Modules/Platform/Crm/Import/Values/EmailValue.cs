namespace WellIntake.Modules.Platform.Crm.Import.Values;

/// <summary>E-mail addresses, lower-cased and checked for their form.</summary>
internal static class EmailValue
{
    /// <summary>
    /// Reads one address, also out of "Name &lt;address&gt;" and "mailto:address". A domain without a dot is taken, as
    /// mail inside a firm has it.
    /// </summary>
    /// <returns>Null when read; else the reason, without the value.</returns>
    public static string? TryParse(string text, out string value)
    {
        value = "";
        text = text.Trim();
        if (text.EndsWith('>') && text.LastIndexOf('<') is var open and >= 0)
            text = text[(open + 1)..^1].Trim();
        if (text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            text = text[7..];
        if (text.AsSpan().IndexOfAny(",;") >= 0)
            return "holds more than one e-mail address";

        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || at != text.LastIndexOf('@') || text.Length > 254 || at > 64)
            return "is not an e-mail address";
        if (!IsLocalPart(text.AsSpan(0, at)) || !IsDomain(text.AsSpan(at + 1)))
            return "is not an e-mail address";

        value = text.ToLowerInvariant();
        return null;
    }

    private static bool IsLocalPart(ReadOnlySpan<char> local)
    {
        if (local[0] == '.' || local[^1] == '.')
            return false;
        for (var i = 0; i < local.Length; i++)
        {
            var c = local[i];
            if (c == '.' && local[i - 1] == '.')
                return false;
            if (!char.IsLetterOrDigit(c) && !"!#$%&'*+/=?^_`{|}~.-".Contains(c, StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        if (domain.IsEmpty)
            return false;
        foreach (var range in domain.Split('.'))
        {
            var label = domain[range];
            if (label.IsEmpty || label.Length > 63 || label[0] == '-' || label[^1] == '-')
                return false;
            foreach (var c in label)
            {
                if (!char.IsLetterOrDigit(c) && c != '-')
                    return false;
            }
        }

        return true;
    }
}
