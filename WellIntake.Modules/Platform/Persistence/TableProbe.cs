using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Persistence;

/// <summary>
/// Asks whether there is anything to do before EF is used for it. Making EF's model takes longer than the rest of a start,
/// and sweeps mostly find nothing.
/// </summary>
internal static class TableProbe
{
    /// <summary>Whether a table has a row, or one that <paramref name="where"/> is true of. Both are ours, never from outside.</summary>
    public static Task<bool> AnyAsync(this IGroupCommit commits, string table, string? where, CancellationToken ct) => commits.CommitAsync(
        session => session.Scalar(where is null ? $"SELECT 1 FROM {table} LIMIT 1" : $"SELECT 1 FROM {table} WHERE {where} LIMIT 1") is not null, ct);
}
