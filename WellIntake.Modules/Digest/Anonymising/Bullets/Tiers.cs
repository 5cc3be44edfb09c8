using System.Globalization;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Bullets;

/// <summary>Figures floored to steps that many candidates share.</summary>
internal static class Tiers
{
    /// <summary>Assets; what is under the first is hidden (DIG-6).</summary>
    public static IReadOnlyList<decimal> Assets { get; } = [100e6m, 250e6m, 500e6m, 1e9m, 2e9m, 5e9m, 10e9m];

    /// <summary>A year's production.</summary>
    public static IReadOnlyList<decimal> Production { get; } = [250e3m, 500e3m, 1e6m, 2e6m, 3e6m, 5e6m, 10e6m];

    /// <summary>Clients, households or families.</summary>
    public static IReadOnlyList<decimal> Clients { get; } = [10, 25, 50, 75, 100, 150, 200, 250, 300, 400, 500, 750, 1000, 2000, 5000];

    /// <summary>People of a team.</summary>
    public static IReadOnlyList<decimal> Team { get; } = [3, 5, 10, 20, 50, 100];

    /// <summary>Years of experience.</summary>
    public static IReadOnlyList<decimal> Years { get; } = [5, 10, 15, 20, 25, 30, 35, 40];

    /// <summary>Growth in per cent.</summary>
    public static IReadOnlyList<decimal> Percent { get; } = [10, 20, 30, 40, 50, 60, 70, 80, 90];

    /// <summary>The highest step that is not above the value; null under the first.</summary>
    public static decimal? Floor(decimal value, IReadOnlyList<decimal> steps)
    {
        decimal? floor = null;
        foreach (var step in steps)
        {
            if (step <= value)
                floor = step;
        }

        return floor;
    }

    /// <summary>"$500M+"; null under the first step, and for "up to" an amount, which has no floor.</summary>
    public static string? Floor(Money money, IReadOnlyList<decimal> steps)
    {
        var least = money.IsChange ? money.High : money.Low;
        return money.Bound == MoneyBound.AtMost || Floor(least, steps) is not { } floor ? null : Money.Short(floor, money.Currency) + "+";
    }

    /// <summary>A number as it stands in a line.</summary>
    public static string Written(decimal number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
