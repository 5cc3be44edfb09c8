using System.ComponentModel.DataAnnotations;

namespace WellIntake.Modules.Digest.Alerts;

/// <summary>How alerts are looked after. Section <c>WellIntake:Digest:Alerts</c>.</summary>
public sealed class AlertOptions
{
    /// <summary>The section.</summary>
    public const string Section = "WellIntake:Digest:Alerts";

    /// <summary>How often it is looked for new candidates; 1 second to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two messages of one alert at least; what matches meanwhile comes together. Up to a day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Gap { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Candidates in a message at most, 1–50; of more, the best are shown and the others counted.</summary>
    [Range(1, DigestSpec.MostCandidates)]
    public int MostCandidates { get; set; } = 10;
}
