namespace WellIntake.Modules.Digest.Rendering;

/// <summary>What the buttons of digest cards ask for.</summary>
public static class DigestVerbs
{
    /// <summary>Make the digest that the data describes, in full.</summary>
    public const string Generate = "digest.generate";
    /// <summary>Show the form with the filters.</summary>
    public const string Filters = "digest.filters";
    /// <summary>Say what is behind a candidate's bullets.</summary>
    public const string Why = "digest.why";
    /// <summary>Make the digest that the data describes, changed as the text says; without a text, show the box for one.</summary>
    public const string Refine = "digest.refine";
    /// <summary>Say whether a digest was useful.</summary>
    public const string Feedback = "digest.feedback";
    /// <summary>Keep what a form says as the person's preferences.</summary>
    public const string SavePreferences = "preferences.save";
    /// <summary>Forget the person's preferences.</summary>
    public const string ResetPreferences = "preferences.reset";
}
