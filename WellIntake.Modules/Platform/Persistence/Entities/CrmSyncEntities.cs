namespace WellIntake.Modules.Platform.Persistence.Entities;

/// <summary>How far one kind of record has been read from the CRM.</summary>
public sealed class CrmSyncState
{
    /// <summary>candidates, deals, meetings or notes.</summary>
    public required string Kind { get; set; }
    /// <summary>The CRM's module that it is read from.</summary>
    public required string Module { get; set; }
    /// <summary>Stands for module and field mapping of the last finished run; another one means that all must be read again.</summary>
    public string? Mapping { get; set; }
    /// <summary>All changes before it are here. Null: read everything.</summary>
    public DateTimeOffset? Watermark { get; set; }
    /// <summary>When a run last began.</summary>
    public DateTimeOffset? LastAttemptAt { get; set; }
    /// <summary>When a run last finished: how old the records are.</summary>
    public DateTimeOffset? LastSuccessAt { get; set; }
    /// <summary>What kind of error ended the last run; null when none did.</summary>
    public string? LastError { get; set; }
    /// <summary>Records that the last finished run read.</summary>
    public long ReadCount { get; set; }
    /// <summary>Of these, new ones.</summary>
    public long InsertedCount { get; set; }
    /// <summary>Changed ones.</summary>
    public long UpdatedCount { get; set; }
    /// <summary>Rows that it deleted.</summary>
    public long DeletedCount { get; set; }
    /// <summary>Records that it refused.</summary>
    public long RefusedCount { get; set; }
}

/// <summary>Which process works on something that only one may do at a time.</summary>
public sealed class CrmSyncLease
{
    /// <summary>What the lease is for.</summary>
    public required string Name { get; set; }
    /// <summary>An id that the holder drew.</summary>
    public required string Owner { get; set; }
    /// <summary>From then on another may take it.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
}
