namespace WellIntake.Modules.Platform.Persistence.Entities;

/// <summary>A record that a recruiter owns.</summary>
internal interface IOwned
{
    /// <summary>The recruiter's e-mail address, lower-cased.</summary>
    string? Owner { get; set; }
}

/// <summary>A record with a place.</summary>
internal interface IPlaced
{
    /// <summary>City.</summary>
    string? City { get; set; }

    /// <summary>State or region.</summary>
    string? State { get; set; }
}

/// <summary>A record that may belong to a candidate.</summary>
internal interface IAboutCandidate
{
    /// <summary>The candidate's id, where known.</summary>
    string? CandidateId { get; set; }
}

/// <summary>A record that says when its source last changed it.</summary>
internal interface IModified
{
    /// <summary>When the source last changed it.</summary>
    DateTimeOffset ModifiedAt { get; set; }
}
