namespace WellIntake.Modules.Digest.Extraction;

/// <summary>How much of a fact there is, 0–1, on the scales of the field.</summary>
internal static class Strength
{
    /// <summary>What cannot be measured.</summary>
    public const double Unmeasured = 0.5;

    /// <summary>0 at $50M, 1 at $5B, a tenfold step each half.</summary>
    public static double Aum(double dollars) => Scale(dollars, 50e6, 5e9);

    /// <summary>0 at $200K, 1 at $10M.</summary>
    public static double Production(double dollars) => Scale(dollars, 200e3, 10e6);

    /// <summary>0 at 20, 1 at 500.</summary>
    public static double Clients(int count) => Scale(count, 20, 500);

    /// <summary>1 from 30 years on.</summary>
    public static double Years(int years) => Math.Clamp(years / 30d, 0, 1);

    /// <summary>1 from 100 % on; 0 for a decline.</summary>
    public static double Growth(decimal? percent) => percent is { } p ? Math.Clamp((double)p / 100, 0, 1) : Unmeasured;

    /// <summary>1 from ten people on.</summary>
    public static double Team(int count) => Math.Clamp(count / 10d, 0, 1);

    /// <summary>1 from five licences on.</summary>
    public static double Several(int count) => Math.Clamp(count / 5d, 0, 1);

    private static double Scale(double value, double low, double high) =>
        value <= low ? 0 : Math.Clamp(Math.Log(value / low) / Math.Log(high / low), 0, 1);
}
