using System.Globalization;
using System.Security.Cryptography;

namespace WellIntake.Modules.Platform.DeadLetters.Moves;

/// <summary>Ids of operations: what was done, when, and four bytes that nobody else drew.</summary>
internal static class Operations
{
    public static string Next(string kind, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture, $"{kind}-{now.UtcDateTime:yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");

    /// <summary>An operation that is gone on with, else a new one.</summary>
    /// <exception cref="DeadLetterException">It is of another kind.</exception>
    public static string Continue(string? operation, string kind, DateTimeOffset now)
    {
        if (operation is null)
            return Next(kind, now);
        return operation.Length <= 64 && operation.StartsWith(kind + "-", StringComparison.Ordinal)
            ? operation
            : throw new DeadLetterException($"An operation that began as another kind cannot go on as a {kind}.");
    }
}
