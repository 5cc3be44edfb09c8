using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Bullets;

/// <summary>"$2.1M production" is "Produces $2M+ a year"; under $250K nothing.</summary>
internal sealed class ProductionRule : IBulletRule
{
    public BulletKind Kind => BulletKind.Production;

    public string? Apply(Bullet bullet, RuleContext context)
    {
        var amounts = MoneyParser.FindAll(bullet.Text);
        var money = (amounts.FirstOrDefault(a => a.Value!.Label == MoneyLabel.Production) ?? (amounts.Count == 1 ? amounts[0] : null))?.Value;
        return money is not null && Tiers.Floor(money, Tiers.Production) is { } floor ? $"Produces {floor} a year" : null;
    }
}
