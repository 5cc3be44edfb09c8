namespace WellIntake.Modules.Platform.Crm;

/// <summary>How old the firm's records are (RES-2).</summary>
public interface ICrmFreshness
{
    /// <summary>Where candidates come from, for the summary at start.</summary>
    string Description { get; }

    /// <summary>The age of the candidates; null where they come from imported files, whose age nobody can tell.</summary>
    Task<CrmAge?> ReadAsync(CancellationToken ct);
}

/// <summary>The age of records that come from a CRM.</summary>
/// <param name="Source">The CRM as people call it.</param>
/// <param name="SyncedAt">When the last finished run began to read; null when none has finished.</param>
/// <param name="IsStale">The CRM cannot be reached, or two runs in a row have not come about.</param>
public sealed record CrmAge(string Source, DateTimeOffset? SyncedAt, bool IsStale);

/// <summary>Records come from files.</summary>
internal sealed class ImportedFiles : ICrmFreshness
{
    public string Description => "imported files";

    public Task<CrmAge?> ReadAsync(CancellationToken ct) => Task.FromResult<CrmAge?>(null);
}
