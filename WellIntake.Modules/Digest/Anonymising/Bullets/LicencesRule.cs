using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Bullets;

/// <summary>"Series 7, 66 (TX, 2009); CFP" is "Licences: Series 7, 66; CFP": names only, no dates and no states.</summary>
internal sealed class LicencesRule : IBulletRule
{
    public BulletKind Kind => BulletKind.Licences;

    public string? Apply(Bullet bullet, RuleContext context) =>
        LicenceText.Of(LicenceParser.FindAll(bullet.Text).Select(l => l.Value!)) is { } licences ? "Licences: " + licences : null;
}
