namespace WellIntake.Modules.Platform.Queueing.ServiceBus.Claims;

/// <summary>Bodies in the database that request rows are in: where every process can read them.</summary>
internal sealed class DatabaseClaims(IGroupCommit commits, TimeProvider time) : IClaims
{
    private const string Insert =
        "INSERT INTO claimed_bodies (id, queue, body, created_at, doubtful_after) VALUES (@p0, @p1, @p2, @p3, @p4)";

    private const string Select = "SELECT body FROM claimed_bodies WHERE id = @p0";
    private const string Delete = "DELETE FROM claimed_bodies WHERE id = @p0";

    private const string Oldest =
        "SELECT id FROM claimed_bodies WHERE queue = @p0 AND doubtful_after <= @p1 AND id > @p2 ORDER BY id LIMIT 1";

    public Task StoreAsync(string id, string queue, ReadOnlyMemory<byte> body, DateTimeOffset doubtfulAfter, CancellationToken ct)
    {
        var bytes = body.ToArray();
        return commits.CommitAsync(session => session.Execute(Insert, id, queue, bytes, time.GetUtcNow(), doubtfulAfter), ct);
    }

    public Task<byte[]?> ReadAsync(string id, CancellationToken ct) => commits.CommitAsync(session => session.Scalar(Select, id) as byte[], ct);

    public Task RemoveAsync(string id, CancellationToken ct) => commits.CommitAsync(session => session.Execute(Delete, id), ct);

    public Task<IReadOnlyList<string>> DoubtfulAsync(string queue, DateTimeOffset now, int most, CancellationToken ct) => commits.CommitAsync(
        IReadOnlyList<string> (session) =>
        {
            var ids = new List<string>();
            while (ids.Count < most && session.Scalar(Oldest, queue, now, ids.Count == 0 ? string.Empty : ids[^1]) is string id)
                ids.Add(id);
            return ids;
        },
        ct);
}
