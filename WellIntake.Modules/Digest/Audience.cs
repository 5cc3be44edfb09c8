namespace WellIntake.Modules.Digest;

/// <summary>Whom a digest is for.</summary>
internal static class Audience
{
    /// <summary>Candidates published for advisory firms' recruiters.</summary>
    public const string Advisors = "advisors";
    /// <summary>Candidates published for executive searches.</summary>
    public const string Executives = "c_suite";
    /// <summary>Every candidate, whomever it was published for.</summary>
    public const string Global = "global";
    /// <summary>The asker's own candidates, whomever they were published for.</summary>
    public const string Personal = "personal";

    /// <summary>One of the four words above.</summary>
    public static bool IsKnown(string audience) => audience is Advisors or Executives or Global or Personal;

    /// <summary>As people say it: "advisors", "the C-suite", "everyone", "your own candidates".</summary>
    public static string Spoken(string audience) => audience switch
    {
        Executives => "the C-suite",
        Global => "everyone",
        Personal => "your own candidates",
        _ => audience,
    };
}
