using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Platform.Jobs.Tracking;

/// <summary>Finds requests of every kind by id, or a person's newest.</summary>
internal sealed class RequestDirectory(IDbContextFactory<WellIntakeDbContext> contexts, JobTypes types)
{
    private readonly IReadOnlyList<string> _tables = [.. types.All.Select(t => t.RequestTable).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>The request with that id, whoever's it is; null when there is none.</summary>
    public async Task<RequestEntry?> FindAsync(string requestId, CancellationToken ct) =>
        (await NewestAsync("request_id = {0}", requestId, 1, ct)).FirstOrDefault();

    /// <summary>A person's newest request that waits or is worked on; null when there is none.</summary>
    public async Task<RequestEntry?> NewestOpenAsync(string userId, CancellationToken ct) =>
        (await NewestAsync("user_id = {0} AND status IN ('queued', 'processing')", userId, 1, ct)).FirstOrDefault();

    /// <summary>A person's newest requests, at most so many, the newest first.</summary>
    public Task<List<RequestEntry>> RecentAsync(string userId, int atMost, CancellationToken ct) => NewestAsync("user_id = {0}", userId, atMost, ct);

    // Table names come from job types, never from outside; the value is a parameter.
    private async Task<List<RequestEntry>> NewestAsync(string where, string value, int atMost, CancellationToken ct)
    {
        var newestOfEach = _tables.Select(t =>
            $"SELECT * FROM (SELECT '{t}' AS \"Table\", request_id AS \"RequestId\", user_id AS \"UserId\", status AS \"Status\", created_at "
            + $"FROM {t} WHERE {where} ORDER BY created_at DESC LIMIT {{1}}) AS newest");
        var sql = $"SELECT \"Table\", \"RequestId\", \"UserId\", \"Status\" FROM ({string.Join(" UNION ALL ", newestOfEach)}) AS found ORDER BY created_at DESC LIMIT {{1}}";
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Database.SqlQueryRaw<RequestEntry>(sql, value, atMost).ToListAsync(ct);
    }
}

/// <summary>A request, and the table it is in.</summary>
internal sealed record RequestEntry(string Table, string RequestId, string UserId, string Status);
