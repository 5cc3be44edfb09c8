using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Extraction;

namespace WellIntake.Modules.Digest.Anonymising.Bullets;

/// <summary>"Specialty: young physicians in Plano" is "Specialty: physicians": only what a word list names.</summary>
internal sealed class SpecialtyRule : IBulletRule
{
    public BulletKind Kind => BulletKind.Specialty;

    public string? Apply(Bullet bullet, RuleContext context)
    {
        var shown = context.Words.Specialties.Find(FoldedText.Of(bullet.Text)).Select(f => f.Shown).Distinct(StringComparer.Ordinal).Take(3).ToList();
        return shown.Count == 0 ? null : "Specialty: " + string.Join(", ", shown);
    }
}
