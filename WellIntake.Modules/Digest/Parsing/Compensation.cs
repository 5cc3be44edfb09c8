namespace WellIntake.Modules.Digest.Parsing;

/// <summary>How a compensation was put.</summary>
internal enum CompensationKind { Unspecified, Base, BasePlusBonus, OnTarget, AllIn }

/// <summary>What someone wants a year.</summary>
/// <param name="Kind">How it was put.</param>
/// <param name="Low">The lower end of the total; of the base, where only that is known.</param>
/// <param name="High">The upper end.</param>
/// <param name="Currency">$, € or £.</param>
/// <param name="Base">The base, where base and bonus were given.</param>
/// <param name="Bonus">The bonus, where it was given.</param>
internal sealed record Compensation(CompensationKind Kind, decimal Low, decimal High, string Currency, decimal? Base = null, decimal? Bonus = null)
{
    /// <summary>"$200K–$250K OTE", "$150K base + $50K bonus".</summary>
    public override string ToString()
    {
        if (Kind == CompensationKind.BasePlusBonus && Base is { } basis && Bonus is { } bonus)
            return $"{Money.Short(basis, Currency)} base + {Money.Short(bonus, Currency)} bonus";
        var amount = Low == High ? Money.Short(Low, Currency) : $"{Money.Short(Low, Currency)}–{Money.Short(High, Currency)}";
        return Kind switch
        {
            CompensationKind.Base => amount + " base",
            CompensationKind.OnTarget => amount + " OTE",
            CompensationKind.AllIn => amount + " all-in",
            _ => amount,
        };
    }
}
