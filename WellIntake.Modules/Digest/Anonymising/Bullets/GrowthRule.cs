using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Bullets;

/// <summary>"Growth: up 34% since 2021" is "Grew by 30%+", without the year and without both ends. A decline is not said.</summary>
internal sealed class GrowthRule : IBulletRule
{
    public BulletKind Kind => BulletKind.Growth;

    public string? Apply(Bullet bullet, RuleContext context)
    {
        if (GrowthParser.Parse(bullet.Text).Value is not { Percent: { } percent } growth)
            return null;
        var (how, rate) = (growth.Organic ? " organically" : "", growth.Yearly ? " a year" : "");
        return percent switch
        {
            >= 200 => "Business more than tripled" + how,
            >= 100 => "Business doubled" + how,
            _ when Tiers.Floor(percent, Tiers.Percent) is { } floor => $"Grew{how} by {Tiers.Written(floor)}%+{rate}",
            > 0 => "Growing business",
            _ => null,
        };
    }
}
