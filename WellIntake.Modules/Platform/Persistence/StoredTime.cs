using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace WellIntake.Modules.Platform.Persistence;

/// <summary>
/// How moments stand in the database, for SQL that is written by hand. PostgreSQL keeps them as <c>timestamptz</c>;
/// SQLite, which has no such type, as microseconds since 1970 in UTC, so that order and comparison work in SQL.
/// Both keep microseconds: the last digit of .NET's ticks is cut off.
/// </summary>
public static class StoredTime
{
    internal static readonly ValueConverter AsMicroseconds = new ValueConverter<DateTimeOffset, long>(
        at => ToMicroseconds(at), stored => FromMicroseconds(stored));

    // Npgsql takes only offset zero for timestamptz.
    internal static readonly ValueConverter AsUtc = new ValueConverter<DateTimeOffset, DateTimeOffset>(
        at => at.ToUniversalTime(), stored => stored);

    private static readonly long UnixEpochTicks = DateTimeOffset.UnixEpoch.UtcTicks;

    /// <summary>What SQLite stores.</summary>
    public static long ToMicroseconds(DateTimeOffset at) => (at.UtcTicks - UnixEpochTicks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The moment that SQLite stored, in UTC.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside the years 1–9999.</exception>
    public static DateTimeOffset FromMicroseconds(long stored) =>
        DateTimeOffset.UnixEpoch.AddTicks(checked(stored * TimeSpan.TicksPerMicrosecond));
}
