using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Extraction;

namespace WellIntake.Modules.Digest.Anonymising.Bullets;

/// <summary>"Barron's Top 1,200" is "Nationally recognised advisor"; an award that no list knows is "Recognised for performance".</summary>
internal sealed class RankingRule : IBulletRule
{
    public BulletKind Kind => BulletKind.Ranking;

    public string? Apply(Bullet bullet, RuleContext context)
    {
        var kinds = context.Words.Awards.Find(FoldedText.Of(bullet.Text)).Select(f => f.Shown).Distinct(StringComparer.Ordinal).Take(2).ToList();
        return kinds.Count == 0 ? "Recognised for performance" : string.Join("; ", kinds);
    }
}
