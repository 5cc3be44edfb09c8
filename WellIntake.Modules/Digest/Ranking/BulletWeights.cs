using WellIntake.Modules.Digest.Extraction;

namespace WellIntake.Modules.Digest.Ranking;

/// <summary>The weights of DIG-2: AUM 12, growth 11, and so on down to compensation 1. What is only known counts nothing.</summary>
internal static class BulletWeights
{
    /// <summary>12–1 for the weighed kinds, 0 for others.</summary>
    public static int Of(BulletKind kind) => (int)BulletKind.Other - (int)kind;
}
