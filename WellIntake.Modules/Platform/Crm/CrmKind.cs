namespace WellIntake.Modules.Platform.Crm;

/// <summary>What a file of the firm's records holds. Assessments have their own import.</summary>
public enum CrmKind
{
    /// <summary>Candidates.</summary>
    Candidates,

    /// <summary>Deals.</summary>
    Deals,

    /// <summary>Meetings.</summary>
    Meetings,

    /// <summary>Notes and transcripts.</summary>
    Notes,
}
