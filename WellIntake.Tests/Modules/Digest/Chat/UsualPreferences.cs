using WellIntake.Modules.Digest.Chat;

namespace WellIntake.Tests.Modules.Digest.Chat;

/// <summary>Nobody has saved any.</summary>
internal sealed class UsualPreferences : IDigestPreferences
{
    public ValueTask<DigestAsk> OfAsync(string userId, CancellationToken ct) => ValueTask.FromResult(DigestPreferences.Usual);
}
