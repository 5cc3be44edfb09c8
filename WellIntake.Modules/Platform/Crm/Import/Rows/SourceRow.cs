namespace WellIntake.Modules.Platform.Crm.Import.Rows;

/// <summary>A record of a file, or the place where one was broken.</summary>
/// <param name="Record">Counted from 1, without header and blank lines.</param>
/// <param name="Line">The physical line it starts on, counted from 1.</param>
/// <param name="Cells">By column; null where the record has nothing. Empty when it is broken.</param>
/// <param name="Broken">Why it cannot be read; null when it can.</param>
internal sealed record SourceRow(long Record, long Line, string?[] Cells, string? Broken = null)
{
    /// <summary>The value of a column; null when the record has none.</summary>
    public string? this[int column] => column < Cells.Length ? Cells[column] : null;
}

/// <summary>Records of one file, read once, with flat memory.</summary>
internal interface IRowReader
{
    /// <summary>Known once the first row has been asked for; a JSON file may add to it while it is read.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>The rows, broken ones among them. Cancelled: throws.</summary>
    IAsyncEnumerable<SourceRow> ReadAsync(CancellationToken ct);

    /// <summary>What a person should know about how the file was read.</summary>
    IEnumerable<string> Notes();
}
