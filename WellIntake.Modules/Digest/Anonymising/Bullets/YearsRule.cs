using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Bullets;

/// <summary>"22 years of experience" is "20+ years of experience".</summary>
internal sealed class YearsRule : IBulletRule
{
    public BulletKind Kind => BulletKind.Years;

    public string? Apply(Bullet bullet, RuleContext context)
    {
        if (CountParser.Years(bullet.Text, context.Today).Value is not { } experience)
            return null;
        return Tiers.Floor(experience.Years, Tiers.Years) is { } floor ? $"{Tiers.Written(floor)}+ years of experience" : "Up to 5 years of experience";
    }
}
