namespace WellIntake.Modules.Platform.Crm.Import;

/// <summary>Brings files of the firm's records into the database. See docs/import.md.</summary>
public interface ICrmImporter
{
    /// <summary>
    /// Reads <paramref name="request"/>'s file once and writes it in short transactions. Importing a file twice changes
    /// nothing the second time. An empty file is a report of zeros. Cancelled: the report says so, and what it counts is
    /// in the database.
    /// </summary>
    /// <exception cref="Mapping.ImportMappingException">Mapping or columns do not fit; nothing was written.</exception>
    Task<ImportReport> ImportAsync(ImportRequest request, IProgress<ImportProgress>? progress = null, CancellationToken ct = default);
}

/// <summary>What to import.</summary>
/// <param name="Kind">What the file holds.</param>
/// <param name="Content">The file; read from where it stands to its end, not disposed.</param>
/// <param name="FileName">Its name; <c>.json</c>, <c>.jsonl</c> and <c>.ndjson</c> are JSON, everything else is looked at.</param>
public sealed record ImportRequest(CrmKind Kind, Stream Content, string FileName)
{
    /// <summary>The text of a mapping file; null when column names are enough.</summary>
    public string? Mapping { get; init; }

    /// <summary>Takes every refusal as CSV; null when the report is enough. Not disposed.</summary>
    public Stream? Refusals { get; init; }

    /// <summary>Refusals that the report holds, at most; all are counted.</summary>
    public int MaxRefusalsKept { get; init; } = 100;

    /// <summary>Kept with each record: import, sample, …</summary>
    public string Source { get; init; } = "import";

    /// <summary>When set, dates such as <c>-3d</c> count from it. For samples only.</summary>
    public DateTimeOffset? RelativeTo { get; init; }
}

/// <summary>How far an import has come.</summary>
/// <param name="BytesRead">Of the file.</param>
/// <param name="BytesTotal">The file's size; null when it cannot be known.</param>
/// <param name="Read">Records read.</param>
/// <param name="Written">Inserted or updated.</param>
/// <param name="Refused">Refused.</param>
public sealed record ImportProgress(long BytesRead, long? BytesTotal, long Read, long Written, long Refused);

/// <summary>What an import did.</summary>
public sealed record ImportReport
{
    /// <summary>What was imported.</summary>
    public required CrmKind Kind { get; init; }
    /// <summary>Records met: the sum of the four below, unless <see cref="Cancelled"/>.</summary>
    public long Read { get; init; }
    /// <summary>New.</summary>
    public long Inserted { get; init; }
    /// <summary>Known, and changed.</summary>
    public long Updated { get; init; }
    /// <summary>Known, and as they were.</summary>
    public long Unchanged { get; init; }
    /// <summary>Refused.</summary>
    public long Refused { get; init; }
    /// <summary>Stopped by the caller; what is counted was committed.</summary>
    public bool Cancelled { get; init; }
    /// <summary>The first refusals.</summary>
    public IReadOnlyList<ImportRefusal> Refusals { get; init; } = [];
    /// <summary>Which column fills which field.</summary>
    public IReadOnlyList<ImportedColumn> Columns { get; init; } = [];
    /// <summary>Columns that nothing was read from.</summary>
    public IReadOnlyList<string> UnknownColumns { get; init; } = [];
    /// <summary>What a person should know: ambiguous dates, encodings, values left out.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A record that was not imported.</summary>
/// <param name="Line">Its physical line, from 1, header included.</param>
/// <param name="Record">Its number, from 1, without header and blank lines.</param>
/// <param name="Column">The column whose value was wrong; null when the row itself was.</param>
/// <param name="Reason">What was wrong. Values of personal columns are never in it.</param>
public sealed record ImportRefusal(long Line, long Record, string? Column, string Reason);

/// <summary>A column and the field it fills.</summary>
/// <param name="Column">As the file names it; several are joined by " + ".</param>
/// <param name="Field">The record's field.</param>
public sealed record ImportedColumn(string Column, string Field);
