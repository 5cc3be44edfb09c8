using System.Collections.Frozen;
using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Persistence.Migrations;
using WellIntake.Modules.Platform.Persistence.Sqlite;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Resilience;
using WellIntake.Modules.Platform.Teams.Delivery;

namespace WellIntake.Modules.Platform.Telemetry;

/// <summary>
/// Whose messages may be logged: exceptions of our own that promise to hold nothing personal and are thrown with texts of
/// our own. All others may quote what they failed at (a value, an address, a body), and only their codes are told.
/// </summary>
internal static class SafeMessages
{
    /// <summary>A type joins when each place that throws it has been read.</summary>
    public static readonly FrozenSet<Type> Types = FrozenSet.Create(
        typeof(PermanentJobException), typeof(InvalidJobException), typeof(JobLockLostException), typeof(JobQueueUnavailableException),
        typeof(JobRefusedException), typeof(DeliveryFailedException), typeof(CircuitOpenException), typeof(DatabaseMigrationException));

    /// <summary>The message, or what can be said in its place.</summary>
    public static string Of(Exception exception)
    {
        var type = exception.GetType();
        if (Types.Contains(type))
            return $"{type.FullName}: {SensitiveText.Redact(exception.Message)}";
        return Codes(exception) is { } codes ? $"{type.FullName} (message withheld; {codes})" : $"{type.FullName} (message withheld)";
    }

    // What tells one failure from another and cannot hold a value.
    private static string? Codes(Exception exception) => exception switch
    {
        SocketException socket => socket.SocketErrorCode.ToString(),
        HttpRequestException { StatusCode: { } status } => string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)status}"),
        HttpRequestException http => http.HttpRequestError.ToString(),
        DbException { SqlState: { } state } => $"SQLSTATE {state}",
        DbException when SqliteDatabase.CodeOf(exception) is { } code => string.Create(CultureInfo.InvariantCulture, $"SQLite {code}"),
        JsonException json => string.Create(CultureInfo.InvariantCulture, $"line {json.LineNumber + 1}, byte {json.BytePositionInLine}"),
        IOException => string.Create(CultureInfo.InvariantCulture, $"0x{exception.HResult:X8}"),
        _ => null,
    };
}
