using System.Security.Cryptography;

namespace WellIntake.Modules.Platform.Resilience;

/// <summary>Where the jitter of retries comes from; tests give their own.</summary>
internal sealed class RetryJitter(Func<double> next)
{
    /// <summary>From the system's own source, which no lock guards and nobody can foresee.</summary>
    public static RetryJitter OfSystem { get; } = new(static () => RandomNumberGenerator.GetInt32(1 << 24) / (double)(1 << 24));

    /// <summary>From 0 to below 1.</summary>
    public double Next() => next();
}
