namespace WellIntake.Modules.Platform.Features;

/// <summary>
/// How one flag stands. Read from <c>WellIntake:Flags:&lt;name&gt;</c>, again whenever the configuration changes: nothing
/// here needs a restart.
/// </summary>
public sealed record FlagOptions
{
    /// <summary>The section that holds all flags.</summary>
    public const string Section = "WellIntake:Flags";

    /// <summary>False: off for everybody, whatever else is set. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>For how many of all people it is on, 0–100. Who is in stays in while it grows. Default 100.</summary>
    public double Percentage { get; init; } = 100;

    /// <summary>For whom it is on whatever the percentage: addresses, AAD ids or the channel's ids, in any case.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>Make the result on the other path too, and report what differs (FLG-2). Default false.</summary>
    public bool Shadow { get; init; }

    /// <summary>In words and without names: "on for 25 % of people and 2 listed, shadowed".</summary>
    public override string ToString()
    {
        var who = (Enabled, Percentage, Users.Count) switch
        {
            (false, _, _) => "off",
            (_, >= 100, _) => "on for everyone",
            (_, <= 0, 0) => "off: on for 0 % of people",
            (_, <= 0, var listed) => FormattableString.Invariant($"on for {listed} listed only"),
            (_, var percentage, 0) => FormattableString.Invariant($"on for {percentage} % of people"),
            (_, var percentage, var listed) => FormattableString.Invariant($"on for {percentage} % of people and {listed} listed"),
        };
        return Shadow ? who + ", shadowed" : who;
    }
}
