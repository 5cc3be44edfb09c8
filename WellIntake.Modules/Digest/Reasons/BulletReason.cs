namespace WellIntake.Modules.Digest.Reasons;

/// <summary>The answer to "why does this stand on the card?".</summary>
/// <param name="Bullet">As it was shown.</param>
/// <param name="Where">"Interview of 3 Nov 2026", "Record: AUM".</param>
/// <param name="Words">The sentence or the field's value, as far as it may be shown; null when <paramref name="Remark"/> says why not.</param>
/// <param name="Remark">Why there are no words; null when there are.</param>
internal sealed record BulletReason(string Bullet, string Where, string? Words, string? Remark);
