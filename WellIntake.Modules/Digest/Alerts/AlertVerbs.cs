namespace WellIntake.Modules.Digest.Alerts;

/// <summary>What the buttons of alerts ask for.</summary>
internal static class AlertVerbs
{
    /// <summary>Send nothing until it is resumed.</summary>
    public const string Pause = "alert.pause";
    /// <summary>Send again, what is published from now on.</summary>
    public const string Resume = "alert.resume";
    /// <summary>End it.</summary>
    public const string Remove = "alert.remove";
}
