using System.Linq.Expressions;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Persistence;

/// <summary>The statuses as the database and the wire spell them.</summary>
public static class RequestStatusText
{
    /// <summary>
    /// The condition of the partial index on unfinished requests, for SQL that is written by hand. SQLite uses that
    /// index only for a query that repeats this text.
    /// </summary>
    public const string UnfinishedSql = "status IN ('queued', 'processing', 'completed')";

    /// <summary>The snake_case name, such as <c>dead_lettered</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a status.</exception>
    public static string ToText(this RequestStatus status) => status switch
    {
        RequestStatus.Queued => "queued",
        RequestStatus.Processing => "processing",
        RequestStatus.Completed => "completed",
        RequestStatus.Delivered => "delivered",
        RequestStatus.Failed => "failed",
        RequestStatus.Cancelled => "cancelled",
        RequestStatus.DeadLettered => "dead_lettered",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a request status."),
    };

    /// <summary>The status of that name, in exactly that spelling.</summary>
    /// <exception cref="FormatException">No status has that name.</exception>
    public static RequestStatus Parse(string text) => text switch
    {
        "queued" => RequestStatus.Queued,
        "processing" => RequestStatus.Processing,
        "completed" => RequestStatus.Completed,
        "delivered" => RequestStatus.Delivered,
        "failed" => RequestStatus.Failed,
        "cancelled" => RequestStatus.Cancelled,
        "dead_lettered" => RequestStatus.DeadLettered,
        _ => throw new FormatException("No request status has that name."),
    };

    /// <summary>Those whose result has not been shown yet, by the partial index.</summary>
    public static IQueryable<T> Unfinished<T>(this IQueryable<T> requests)
        where T : TrackedRequest
    {
        // Constants inside the expression, so that the SQL reads as UnfinishedSql does.
        Expression<Func<T, bool>> unfinished = request =>
            new[] { RequestStatus.Queued, RequestStatus.Processing, RequestStatus.Completed }.Contains(request.Status);
        return requests.Where(unfinished);
    }
}
