using System.Globalization;

namespace WellIntake.Modules.Digest.Parsing;

/// <summary>What the words beside an amount say that it is.</summary>
internal enum MoneyLabel { None, Assets, Production, Compensation, Other }

/// <summary>How exactly an amount was meant.</summary>
internal enum MoneyBound { Exact, About, AtLeast, AtMost }

/// <summary>An amount or a range of amounts; both ends are the same for a single one.</summary>
/// <param name="Low">The lower end, in whole units of the currency.</param>
/// <param name="High">The upper end.</param>
/// <param name="Currency">$, € or £; $ when none was written.</param>
/// <param name="Bound">Exact, about, at least or at most.</param>
/// <param name="Label">What it is.</param>
/// <param name="IsChange">"From A to B": not a range but a way from one to the other.</param>
internal sealed record Money(decimal Low, decimal High, string Currency, MoneyBound Bound, MoneyLabel Label, bool IsChange = false)
{
    /// <summary>As people in the field write it: <c>$1.2B</c>, <c>~$300M</c>, <c>$850K–$1.1M</c>.</summary>
    public override string ToString()
    {
        var low = Short(Low, Currency);
        var amount = Low == High ? low : $"{low}–{Short(High, Currency)}";
        return Bound switch
        {
            MoneyBound.About => "~" + amount,
            MoneyBound.AtLeast => amount + "+",
            MoneyBound.AtMost => "up to " + amount,
            _ => amount,
        };
    }

    /// <summary>An amount with B, M or K and at most two decimals.</summary>
    public static string Short(decimal amount, string currency = "$")
    {
        var (divisor, suffix) = amount switch
        {
            >= 999_995_000m => (1_000_000_000m, "B"),
            >= 999_995m => (1_000_000m, "M"),
            >= 1_000m => (1_000m, "K"),
            _ => (1m, ""),
        };
        var scaled = Math.Round(amount / divisor, 2, MidpointRounding.AwayFromZero);
        return currency + scaled.ToString("#,0.##", CultureInfo.InvariantCulture) + suffix;
    }
}
