namespace WellIntake.Modules.Platform.Crm.Import.Values;

/// <summary>Which of the two first numbers of "04/05/2024" is the month.</summary>
internal enum DateOrder
{
    /// <summary>As in the United States.</summary>
    MonthFirst,

    /// <summary>As in most of Europe.</summary>
    DayFirst,
}

/// <summary>Counts, over a column's values, what speaks for each order.</summary>
internal sealed class DateOrderEvidence
{
    private int _dots;

    /// <summary>Values that only month first can explain.</summary>
    public int MonthFirst { get; private set; }

    /// <summary>Values that only day first can explain.</summary>
    public int DayFirst { get; private set; }

    /// <summary>Values that either can explain.</summary>
    public int Undecided { get; private set; }

    /// <summary>Looks at one value; anything but two numbers and a year is passed over.</summary>
    public void See(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (!TryTakeNumber(ref text, out var first) || text.IsEmpty || text[0] is not ('/' or '.' or '-'))
            return;
        var separator = text[0];
        text = text[1..];
        if (!TryTakeNumber(ref text, out var second) || text.IsEmpty || text[0] != separator)
            return;
        text = text[1..];
        if (!TryTakeNumber(ref text, out _))
            return;

        if (separator == '.')
            _dots++;
        if (first is > 12 and <= 31 && second is >= 1 and <= 12)
            DayFirst++;
        else if (second is > 12 and <= 31 && first is >= 1 and <= 12)
            MonthFirst++;
        else if (first is >= 1 and <= 12 && second is >= 1 and <= 12 && first != second)
            Undecided++;
    }

    /// <summary>The column's order; null when its values do not decide.</summary>
    public DateOrder? Decide() =>
        MonthFirst != DayFirst ? (MonthFirst > DayFirst ? DateOrder.MonthFirst : DateOrder.DayFirst) : null;

    /// <summary>What is taken when nothing decides: dots are written where the day comes first.</summary>
    public DateOrder Fallback => _dots > 0 ? DateOrder.DayFirst : DateOrder.MonthFirst;

    private static bool TryTakeNumber(ref ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        var i = 0;
        while (i < text.Length && i < 4 && char.IsAsciiDigit(text[i]))
            number = (number * 10) + text[i++] - '0';
        text = text[i..];
        return i > 0;
    }
}
