using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Extraction;

namespace WellIntake.Modules.Digest.Anonymising.Bullets;

/// <summary>
/// Generalises the bullets of one kind. A rule builds its line anew from what it could read, out of words of its own and
/// of the word lists; nothing of the bullet's text is passed on.
/// </summary>
internal interface IBulletRule
{
    /// <summary>The kind it is for; there is one rule a kind.</summary>
    BulletKind Kind { get; }

    /// <summary>The line that may be shown; null when nothing can be said without saying too much.</summary>
    string? Apply(Bullet bullet, RuleContext context);
}

/// <summary>What rules may look at beside the bullet.</summary>
/// <param name="Words">The word lists.</param>
/// <param name="Today">The day for which availability is reckoned.</param>
internal sealed record RuleContext(Vocabulary Words, DateOnly Today);
