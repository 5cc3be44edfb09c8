using System.ComponentModel.DataAnnotations;

namespace WellIntake.Modules.Platform.DeadLetters;

/// <summary>How long and how much of purged dead letters is kept. Bound from <c>WellIntake:DeadLetters</c>.</summary>
public sealed class DeadLetterOptions
{
    /// <summary>The section it is bound from.</summary>
    public const string Section = "WellIntake:DeadLetters";

    /// <summary>How long a purge or an edit can be undone; after that what it kept is deleted, as it may be personal. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan UndoFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How large all archived bodies together may be, in MB; a purge that would need more is refused. Default 512.</summary>
    [Range(1, 100_000)]
    public int MaxArchiveMegabytes { get; set; } = 512;
}
