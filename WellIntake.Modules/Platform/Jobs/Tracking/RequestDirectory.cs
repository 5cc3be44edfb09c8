using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Platform.Jobs.Tracking;

/// <summary>Finds requests of every kind by id, or a person's newest.</summary>
internal sealed class RequestDirectory(IDbContextFactory<WellIntakeDbContext> contexts, JobTypes types)
{
    private readonly IReadOnlyList<string> _tables = [.. types.All.Select(t => t.RequestTable).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>The request with that id, whoever's it is; null when there is none.</summary>
    public Task<RequestEntry?> FindAsync(string requestId, CancellationToken ct) => FirstAsync("request_id = {0}", requestId, ct);

    /// <summary>A person's newest request; with <paramref name="openOnly"/> only one that waits or is worked on.</summary>
    public Task<RequestEntry?> NewestAsync(string userId, bool openOnly, CancellationToken ct) =>
        FirstAsync(openOnly ? "user_id = {0} AND status IN ('queued', 'processing')" : "user_id = {0}", userId, ct);

    // Table names come from job types, never from outside; the value is a parameter.
    private async Task<RequestEntry?> FirstAsync(string where, string value, CancellationToken ct)
    {
        var newestOfEach = _tables.Select(t =>
            $"SELECT * FROM (SELECT '{t}' AS \"Table\", request_id AS \"RequestId\", user_id AS \"UserId\", status AS \"Status\", created_at "
            + $"FROM {t} WHERE {where} ORDER BY created_at DESC LIMIT 1) AS newest");
        var sql = $"SELECT \"Table\", \"RequestId\", \"UserId\", \"Status\" FROM ({string.Join(" UNION ALL ", newestOfEach)}) AS found ORDER BY created_at DESC LIMIT 1";
        await using var db = await contexts.CreateDbContextAsync(ct);
        return (await db.Database.SqlQueryRaw<RequestEntry>(sql, value).ToListAsync(ct)).FirstOrDefault();
    }
}

/// <summary>A request, and the table it is in.</summary>
internal sealed record RequestEntry(string Table, string RequestId, string UserId, string Status);
