using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Bullets;

/// <summary>"$1.2B AUM" is "Manages $1B+"; under $100M nothing.</summary>
internal sealed class AssetsRule : IBulletRule
{
    public BulletKind Kind => BulletKind.Aum;

    public string? Apply(Bullet bullet, RuleContext context)
    {
        var amounts = MoneyParser.FindAll(bullet.Text);
        var money = (amounts.FirstOrDefault(a => a.Value!.Label == MoneyLabel.Assets) ?? (amounts.Count == 1 ? amounts[0] : null))?.Value;
        return money is not null && Tiers.Floor(money, Tiers.Assets) is { } floor ? "Manages " + floor : null;
    }
}
