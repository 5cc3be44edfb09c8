using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Bullets;

/// <summary>"Available in 2 weeks (two weeks' notice at my desk)" is "Available in 2 weeks".</summary>
internal sealed class AvailabilityRule : IBulletRule
{
    public BulletKind Kind => BulletKind.Availability;

    public string? Apply(Bullet bullet, RuleContext context)
    {
        if (AvailabilityParser.Parse(bullet.Text, context.Today).Value is not { } availability)
            return null;
        // Nobody plans further; an odd number of weeks would only stand out.
        return availability.MaxWeeks > 104 ? "Available in the longer term" : (availability with { After = null }).ToString();
    }
}
