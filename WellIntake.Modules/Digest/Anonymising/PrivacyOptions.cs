namespace WellIntake.Modules.Digest.Anonymising;

/// <summary>How digests are anonymised. Section <c>WellIntake:Digest</c>.</summary>
public sealed class PrivacyOptions
{
    /// <summary>Where they are bound from.</summary>
    public const string Section = "WellIntake:Digest";

    /// <summary>False shows candidates as they are, for internal use only; flat name <c>PRIVACY_MODE</c>.</summary>
    public bool PrivacyMode { get; set; } = true;

    /// <summary>
    /// A folder with word lists (<c>firms.txt</c>, <c>metros.txt</c> …) whose lines are added to the built-in ones; see
    /// docs/anonymising.md. Null: none. A folder that is not there, or a line that cannot be read, stops the start.
    /// </summary>
    public string? WordFolder { get; set; }
}
