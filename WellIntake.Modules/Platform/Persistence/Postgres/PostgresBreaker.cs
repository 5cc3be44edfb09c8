using System.Net.Sockets;
using Npgsql;
using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Modules.Platform.Persistence.Postgres;

/// <summary>
/// The breaker of the database (RES-1). Entities are not read while it is open. The group commit goes on asking for a
/// connection, as people wait for its writes, and what it sees closes the breaker before its time.
/// </summary>
internal sealed class PostgresBreaker(ICircuitBreakers breakers)
{
    private readonly ICircuitBreaker _breaker = breakers.Get(CircuitNames.Postgres);

    /// <exception cref="CircuitOpenException">The server kept failing: do not ask it now.</exception>
    public void Demand() => _breaker.Demand();

    public void Answered(TimeSpan elapsed) => _breaker.Saw(answered: true, elapsed);

    /// <summary>Errors that are the statement's own say that the server is well; what was refused here says nothing.</summary>
    public void Failed(Exception error, TimeSpan elapsed)
    {
        if (error is not (CircuitOpenException or OperationCanceledException))
            _breaker.Saw(answered: !IsAway(error), elapsed);
    }

    // Class 08 is connections, 57P01–57P03 a server that ends or starts, 53300 one that has no connection left:
    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    private static bool IsAway(Exception error)
    {
        for (var e = error; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case PostgresException { SqlState: var state }:
                    return state.StartsWith("08", StringComparison.Ordinal)
                        || state is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
                            or PostgresErrorCodes.TooManyConnections;
                case NpgsqlException { IsTransient: true } or SocketException or TimeoutException or IOException:
                    return true;
            }
        }

        return false;
    }
}
