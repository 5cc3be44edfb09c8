using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace WellIntake.Modules.Platform.Crm.Import.Values;

/// <summary>How a column's dates are to be read.</summary>
/// <param name="Order">Month or day first where both could be.</param>
/// <param name="Zone">Taken for values that name no zone.</param>
/// <param name="Formats">Exact formats that are tried before all else.</param>
/// <param name="RelativeTo">When set, "-3d" and "+2d 14:00" count from this moment.</param>
internal sealed record DateRules(DateOrder Order, DateTimeZone Zone, IReadOnlyList<string> Formats, DateTimeOffset? RelativeTo)
{
    /// <summary>Month first, UTC, nothing else.</summary>
    public static readonly DateRules Default = new(DateOrder.MonthFirst, DateTimeZone.Utc, [], null);
}

/// <summary>
/// Reads moments: ISO 8601, US and European order, month names, Excel serials, Unix seconds and milliseconds, with or
/// without a time and a zone. A year outside 1900–2200 is refused, since it is a typing error.
/// </summary>
internal static partial class DateValue
{
    private const int MaxLength = 64;
    private const int RegexTimeout = 1000;
    private static readonly DateTime ExcelEpoch = new(1899, 12, 30);

    /// <summary>Reads <paramref name="text"/>.</summary>
    /// <returns>Null when read; else the reason, fit to be shown, without the value.</returns>
    public static string? TryParse(string text, DateRules rules, out DateTimeOffset value)
    {
        value = default;
        text = text.Trim();
        if (text.Length is 0 or > MaxLength)
            return "is not a date";

        foreach (var format in rules.Formats)
        {
            if (DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var exact))
                return Finish(HasZone(format) ? exact : InZone(exact.UtcDateTime, rules.Zone), out value);
        }

        if (rules.RelativeTo is { } now && RelativeDate.TryParse(text, now, out value))
            return null;
        if (IsNumber(text))
            return FromNumber(text, rules.Zone, out value);
        return FromWords(text, rules, out value);
    }

    private static bool HasZone(string format) => format.AsSpan().IndexOfAny("zK") >= 0;

    private static bool IsNumber(string text)
    {
        var dots = 0;
        foreach (var c in text)
        {
            if (c == '.')
                dots++;
            else if (!char.IsAsciiDigit(c))
                return false;
        }

        return dots <= 1 && text[0] != '.';
    }

    private static string? FromNumber(string text, DateTimeZone zone, out DateTimeOffset value)
    {
        value = default;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var digits = dot < 0 ? text.Length : dot;
        if (digits == 14 && dot < 0)
        {
            return DateTime.TryParseExact(text, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var stamp)
                ? Finish(InZone(stamp, zone), out value)
                : "is a number of 14 digits but no date and time";
        }

        if (digits == 8 && dot < 0)
        {
            return DateTime.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? Finish(InZone(day, zone), out value)
                : "is a number of 8 digits but no date";
        }

        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return "is not a date";
        return digits switch
        {
            5 => Finish(InZone(ExcelEpoch.AddDays(number), zone), out value),
            9 or 10 => Finish(DateTimeOffset.UnixEpoch.AddSeconds(number), out value),
            12 or 13 => Finish(DateTimeOffset.UnixEpoch.AddMilliseconds(number), out value),
            4 => "is a year without month and day",
            _ => "is a number that is no date",
        };
    }

    private static string? FromWords(string text, DateRules rules, out DateTimeOffset value)
    {
        value = default;
        if (!TakeTime(ref text, out var time, out var offset))
            return "has a time of day that does not exist";

        var reason = DatePart(text, rules.Order, out var date);
        if (reason is not null)
            return reason;

        var local = date + time;
        return Finish(offset is { } known ? FromOffset(local, known) : InZone(local, rules.Zone), out value);
    }

    /// <summary>Cuts time and zone off <paramref name="text"/>; false when they cannot be.</summary>
    private static bool TakeTime(ref string text, out TimeSpan time, out TimeSpan? offset)
    {
        time = default;
        offset = null;
        var match = TimePattern().Match(text);
        if (!match.Success)
            return true;

        var hours = int.Parse(match.Groups["h"].ValueSpan, CultureInfo.InvariantCulture);
        var minutes = match.Groups["m"].Success ? int.Parse(match.Groups["m"].ValueSpan, CultureInfo.InvariantCulture) : 0;
        var seconds = match.Groups["s"].Success ? int.Parse(match.Groups["s"].ValueSpan, CultureInfo.InvariantCulture) : 0;
        if (match.Groups["ap"].Success)
        {
            if (hours is 0 or > 12)
                return false;
            hours = (hours % 12) + (match.Groups["ap"].ValueSpan[0] is 'p' or 'P' ? 12 : 0);
        }

        if (hours > 23 || minutes > 59 || seconds > 59)
            return false;
        time = new TimeSpan(hours, minutes, seconds);
        if (match.Groups["f"].Success)
            time += TimeSpan.FromSeconds(double.Parse($"0.{match.Groups["f"].Value}", CultureInfo.InvariantCulture));
        if (match.Groups["z"].Success)
        {
            offset = ZoneAbbreviation.Offset(match.Groups["z"].Value);
            if (offset is null)
                return false;
        }

        text = text[..match.Index].TrimEnd().TrimEnd(',', 'T', 't').TrimEnd();
        if (text.EndsWith(" at", StringComparison.OrdinalIgnoreCase))
            text = text[..^3].TrimEnd(',', ' ');
        return true;
    }

    private static string? DatePart(string text, DateOrder order, out DateTime date)
    {
        date = default;
        var match = NumericPattern().Match(text);
        if (match.Success)
        {
            var a = Number(match, "a");
            var b = Number(match, "b");
            var c = Number(match, "c");
            if (match.Groups["a"].Length == 4)
                return Make(a, b, c, out date);
            var year = match.Groups["c"].Length == 4 ? c : ShortYear(c);
            var (month, day) = order == DateOrder.MonthFirst ? (a, b) : (b, a);
            return month > 12 && day <= 12
                ? $"does not fit the column, whose dates are read {(order == DateOrder.MonthFirst ? "month first" : "day first")}"
                : Make(year, month, day, out date);
        }

        match = NamedPattern().Match(text);
        if (!match.Success)
            return "is not a date";
        var name = match.Groups["m1"].Success ? match.Groups["m1"].Value : match.Groups["m2"].Value;
        var named = MonthOf(name);
        if (named == 0)
            return "is not a date";
        var y = Number(match, "y");
        return Make(match.Groups["y"].Length == 4 ? y : ShortYear(y), named, Number(match, match.Groups["m1"].Success ? "d1" : "d2"), out date);
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static int ShortYear(int year) => year < 50 ? 2000 + year : 1900 + year;

    private static int MonthOf(string name)
    {
        ReadOnlySpan<string> months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
        for (var i = 0; i < months.Length; i++)
        {
            if (name.Length >= 3 && months[i].StartsWith(name, StringComparison.OrdinalIgnoreCase))
                return i + 1;
        }

        return name.Equals("sept", StringComparison.OrdinalIgnoreCase) ? 9 : 0;
    }

    private static string? Make(int year, int month, int day, out DateTime date)
    {
        date = default;
        if (year is < 1900 or > 2200)
            return "has a year outside 1900–2200";
        if (month is < 1 or > 12)
            return "has a month that does not exist";
        if (day < 1 || day > DateTime.DaysInMonth(year, month))
            return "has a day that does not exist";
        date = new DateTime(year, month, day);
        return null;
    }

    private static string? Finish(DateTimeOffset moment, out DateTimeOffset value)
    {
        // Databases differ below the millisecond; two imports of one file must meet the same value.
        value = new DateTimeOffset((moment.UtcTicks + (TimeSpan.TicksPerMillisecond / 2)) / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
        return value.Year is < 1900 or > 2200 ? "has a year outside 1900–2200" : null;
    }

    private static DateTimeOffset FromOffset(DateTime local, TimeSpan offset) =>
        new(local.Ticks - offset.Ticks, TimeSpan.Zero);

    private static DateTimeOffset InZone(DateTime local, DateTimeZone zone) =>
        zone.AtLeniently(LocalDateTime.FromDateTime(DateTime.SpecifyKind(local, DateTimeKind.Unspecified))).ToDateTimeOffset();

    [GeneratedRegex(@"(?<=^|[\sTt,])(?<h>\d{1,2})(:(?<m>\d{2})(:(?<s>\d{2})([.,](?<f>\d{1,9}))?)?\s*(?<ap>[ap]\.?m\.?)?|\s*(?<ap>[ap]\.?m\.?))\s*(?<z>Z|[+\-]\d{2}:?\d{2}|[+\-]\d{2}|\(?[A-Za-z]{2,5}\)?)?$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, RegexTimeout)]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"^(?<a>\d{4})[/.\-](?<b>\d{1,2})[/.\-](?<c>\d{1,2})$|^(?<a>\d{1,2})(?<sep>[/.\-])(?<b>\d{1,2})\k<sep>(?<c>\d{4}|\d{2})$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, RegexTimeout)]
    private static partial Regex NumericPattern();

    [GeneratedRegex(@"^((sun|mon|tue|tues|wed|thu|thur|thurs|fri|sat)[a-z]*\.?,?\s+)?((?<m1>[A-Za-z]{3,9})\.?[\s\-]+(?<d1>\d{1,2})(st|nd|rd|th)?|(?<d2>\d{1,2})(st|nd|rd|th)?([\s\-/]+of)?[\s\-/.]+(?<m2>[A-Za-z]{3,9})\.?),?[\s\-/]+'?(?<y>\d{4}|\d{2})$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, RegexTimeout)]
    private static partial Regex NamedPattern();
}
