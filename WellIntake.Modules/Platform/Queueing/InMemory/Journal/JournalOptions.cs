using System.ComponentModel.DataAnnotations;

namespace WellIntake.Modules.Platform.Queueing.InMemory.Journal;

/// <summary>Settings of the journal. Bound from <c>WellIntake:Queueing:JournalSettings</c>.</summary>
public sealed class JournalOptions
{
    /// <summary>The section it is bound from.</summary>
    public const string Section = "WellIntake:Queueing:JournalSettings";

    /// <summary>The SQLite database that request rows are in.</summary>
    [Required]
    public string ConnectionString { get; set; } = "";

    /// <summary>How long a send waits for a database that cannot be written before it fails. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan FailAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a settle waits for company before it is written on its own. Default 20 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:01")]
    public TimeSpan SettleDelay { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How many writes share one commit at most. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int MaxBatch { get; set; } = 1_000;

    /// <summary>How many writes wait at most; the next one waits for room. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; set; } = 10_000;

    /// <summary>Whether settling returns only when it is on disk. Default false: a crash within <see cref="SettleDelay"/> delivers the job again.</summary>
    public bool AwaitSettle { get; set; }
}
