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
}
