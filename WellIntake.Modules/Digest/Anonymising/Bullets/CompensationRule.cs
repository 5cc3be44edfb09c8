using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Bullets;

/// <summary>"Target comp: $200K–$250K OTE", in steps of 5,000, of 50,000 from a million on.</summary>
internal sealed class CompensationRule : IBulletRule
{
    public BulletKind Kind => BulletKind.Compensation;

    public string? Apply(Bullet bullet, RuleContext context)
    {
        if (CompensationParser.Parse(bullet.Text).Value is not { } wanted)
            return null;
        var (low, high) = (Round(wanted.Low, Math.Floor), Round(wanted.High, Math.Ceiling));
        var amount = wanted.Low == wanted.High ? Money.Short(low, wanted.Currency) : $"{Money.Short(low, wanted.Currency)}–{Money.Short(high, wanted.Currency)}";
        return $"Target comp: {amount} {(wanted.Kind == CompensationKind.Base ? "base" : "OTE")}";
    }

    private static decimal Round(decimal amount, Func<decimal, decimal> to)
    {
        var step = amount >= 1_000_000m ? 50_000m : 5_000m;
        return to(amount / step) * step;
    }
}
