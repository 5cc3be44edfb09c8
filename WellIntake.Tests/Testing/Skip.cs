using System.Diagnostics.CodeAnalysis;

namespace WellIntake.Tests.Testing;

/// <summary>What a test does when the machine lacks something it needs.</summary>
internal static class Skip
{
    /// <summary>Skips the test visibly; fails it where everything must be there (WELLINTAKE_TESTS_STRICT=1, as in .ci/run).</summary>
    [DoesNotReturn]
    public static void Because(string reason)
    {
        if (Environment.GetEnvironmentVariable("WELLINTAKE_TESTS_STRICT") == "1")
            throw new AssertFailedException("May not be skipped here: " + reason);
        throw new AssertInconclusiveException(reason);
    }
}
