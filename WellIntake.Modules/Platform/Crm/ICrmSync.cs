namespace WellIntake.Modules.Platform.Crm;

/// <summary>Brings the CRM's records into our tables. Registered only where a CRM is configured.</summary>
public interface ICrmSync
{
    /// <summary>
    /// Reads what changed since the last finished run, or everything, and applies it and what was deleted. Safe to stop at
    /// any moment and to repeat. One process at a time: while another one works, the outcome is
    /// <see cref="CrmSyncOutcome.Busy"/> and nothing is read. Errors of the CRM are in the report. Cancelled: throws; what
    /// was committed stays, and the next run reads it again.
    /// </summary>
    /// <param name="full">Read everything.</param>
    /// <param name="progress">Told after every page.</param>
    /// <param name="ct">Ends the run.</param>
    Task<CrmSyncReport> SyncAsync(bool full, IProgress<CrmSyncProgress>? progress = null, CancellationToken ct = default);
}

/// <summary>How a run ended.</summary>
public enum CrmSyncOutcome
{
    /// <summary>Every kind of record is up to date.</summary>
    Done,

    /// <summary>At least one kind could not be read; its error is in the report.</summary>
    Failed,

    /// <summary>Another process synchronises now.</summary>
    Busy,
}

/// <summary>How far a run is.</summary>
/// <param name="Kind">What it reads.</param>
/// <param name="Read">Records read.</param>
/// <param name="Refused">Of these refused.</param>
public sealed record CrmSyncProgress(CrmKind Kind, long Read, long Refused);

/// <summary>What a run did.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Kinds">By kind of record, in the order they were read; those after a dependency's failure are missing.</param>
/// <param name="RetryAfter">How long the CRM asked to be left alone; null when it did not.</param>
public sealed record CrmSyncReport(CrmSyncOutcome Outcome, IReadOnlyList<CrmSyncKindReport> Kinds, TimeSpan? RetryAfter = null);

/// <summary>What a run did to one kind of record.</summary>
public sealed record CrmSyncKindReport
{
    /// <summary>Which.</summary>
    public required CrmKind Kind { get; init; }
    /// <summary>The CRM's module.</summary>
    public required string Module { get; init; }
    /// <summary>Everything was read, not only what changed.</summary>
    public bool Full { get; init; }
    /// <summary>Records read: the sum of the next four.</summary>
    public long Read { get; init; }
    /// <summary>New.</summary>
    public long Inserted { get; init; }
    /// <summary>Known, and changed.</summary>
    public long Updated { get; init; }
    /// <summary>Known, and as they were.</summary>
    public long Unchanged { get; init; }
    /// <summary>Refused: a value is wrong. What we had of the record stays as it was.</summary>
    public long Refused { get; init; }
    /// <summary>Deleted in the CRM, and now here.</summary>
    public long Deleted { get; init; }
    /// <summary>The first refusals.</summary>
    public IReadOnlyList<CrmSyncRefusal> Refusals { get; init; } = [];
    /// <summary>Records were deleted while pages were read, so that some may have slipped between two pages: the same is read again next time.</summary>
    public bool ReadAgain { get; init; }
    /// <summary>The kind of error that ended it, such as <c>unreachable</c>; null when none did.</summary>
    public string? Error { get; init; }
    /// <summary>The same as a sentence for an administrator.</summary>
    public string? ErrorText { get; init; }
}

/// <summary>A record that was not taken.</summary>
/// <param name="Id">The CRM's id.</param>
/// <param name="Field">The CRM's name of the field whose value is wrong; null when the record itself is.</param>
/// <param name="Reason">What is wrong. Values of personal fields are never in it.</param>
public sealed record CrmSyncRefusal(string Id, string? Field, string Reason);
