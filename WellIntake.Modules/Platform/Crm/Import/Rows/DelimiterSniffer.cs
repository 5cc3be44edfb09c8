namespace WellIntake.Modules.Platform.Crm.Import.Rows;

/// <summary>Finds the delimiter that cuts a file's first lines into the most even table.</summary>
internal static class DelimiterSniffer
{
    private static readonly char[] Candidates = [',', ';', '\t', '|'];

    /// <summary>The delimiter; a comma when none cuts the header at all.</summary>
    /// <param name="lines">The first lines; the first one that is not blank is the header.</param>
    /// <param name="isKnown">True for a column name that some field goes by: the best evidence there is.</param>
    public static char Find(IReadOnlyList<Line> lines, Func<string, bool> isKnown)
    {
        var best = (Delimiter: ',', Score: 0.0);
        foreach (var delimiter in Candidates)
        {
            var score = Score(lines, delimiter, isKnown);
            if (score > best.Score)
                best = (delimiter, score);
        }

        return best.Delimiter;
    }

    private static double Score(IReadOnlyList<Line> lines, char delimiter, Func<string, bool> isKnown)
    {
        var record = new CsvRecord(delimiter);
        string[]? header = null;
        int even = 0, records = 0;
        var open = false;
        foreach (var line in lines)
        {
            if (line.Text.Length == 0 && !open)
                continue;
            if (!open)
                record.Start();
            var state = record.Feed(line.Text);
            open = state == CsvRecord.State.Open;
            if (open)
                continue;
            var cells = record.TakeCells();
            if (header is null)
            {
                if (state != CsvRecord.State.Complete || cells.Length < 2)
                    return 0;
                header = cells;
                continue;
            }

            records++;
            even += state == CsvRecord.State.Complete && cells.Length == header.Length ? 1 : 0;
        }

        if (header is null)
            return 0;
        var known = header.Count(isKnown);
        return (known * 10) + (header.Length * (records == 0 ? 1 : (double)even / records));
    }
}
