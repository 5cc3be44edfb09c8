using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Features;

/// <summary>Keeps what shadowing finds.</summary>
internal sealed class FlagDifferenceLog(IGroupCommit commits, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    /// <summary>Writes what one request's paths differ in, and lets go of what is older than 30 days. Again for the same request: replaces it.</summary>
    public Task RecordAsync(string flag, string requestId, string answeredBy, IReadOnlyList<FlagDifference> differences, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return commits.CommitAsync(
            session =>
            {
                foreach (var difference in differences)
                {
                    session.Execute(
                        "INSERT INTO flag_differences (flag, request_id, field, answered_by, detail, at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5) "
                        + "ON CONFLICT (flag, request_id, field) DO UPDATE SET answered_by = excluded.answered_by, detail = excluded.detail, at = excluded.at",
                        flag, requestId, difference.Field, answeredBy, difference.Detail, now);
                }

                session.Execute("DELETE FROM flag_differences WHERE at < @p0", now - KeptFor);
                return true;
            },
            ct);
    }
}
