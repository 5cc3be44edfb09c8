using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Telemetry;

namespace WellIntake.Modules.Platform.Jobs.Tracking;

/// <summary>
/// What becomes of a job in the outbox that cannot be sent: it waits, longer each time, and after
/// <see cref="JobOptions.OutboxMaxTries"/> it is set aside where it is, with its reason. It is never removed.
/// </summary>
internal sealed partial class OutboxFailures(IOptions<JobOptions> options, JobTelemetry telemetry, TimeProvider time, ILogger<OutboxFailures> logger)
{
    private const int LongestReason = 500;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    /// <returns>When it is tried again; null when it was set aside.</returns>
    public async Task<DateTimeOffset?> FailAsync(WellIntakeDbContext db, OutboxJob row, string reason, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var tries = row.Tries + 1;
        reason = SensitiveText.Redact(reason);
        var why = reason.Length <= LongestReason ? reason : reason[..LongestReason];
        if (tries < options.Value.OutboxMaxTries)
        {
            var delay = FirstDelay * Math.Pow(2, Math.Min(tries - 1, 10));
            DateTimeOffset? next = now + (delay < LongestDelay ? delay : LongestDelay);
            await db.Outbox.Where(o => o.Id == row.Id).ExecuteUpdateAsync(
                u => u.SetProperty(o => o.Tries, tries).SetProperty(o => o.NextTryAt, next).SetProperty(o => o.Reason, why), ct);
            Log.WillRetry(logger, row.Queue, row.JobId, tries, why);
            return next;
        }

        DateTimeOffset? at = now;
        await db.Outbox.Where(o => o.Id == row.Id).ExecuteUpdateAsync(
            u => u.SetProperty(o => o.Tries, tries).SetProperty(o => o.SetAsideAt, at).SetProperty(o => o.Reason, why), ct);
        telemetry.SetAside(row.Queue);
        Log.SetAside(logger, row.Queue, row.JobId, tries, why);
        return null;
    }

    /// <summary>It is not tried before <paramref name="until"/>, by no fault of its own.</summary>
    public static Task PutOffAsync(WellIntakeDbContext db, OutboxJob row, DateTimeOffset until, CancellationToken ct) =>
        db.Outbox.Where(o => o.Id == row.Id).ExecuteUpdateAsync(u => u.SetProperty(o => o.NextTryAt, (DateTimeOffset?)until), ct);

    private static partial class Log
    {
        [LoggerMessage(2112, LogLevel.Warning, "{Queue}: job {JobId} in the outbox could not be sent in try {Tries}: {Reason}")]
        public static partial void WillRetry(ILogger logger, string queue, string jobId, int tries, string reason);

        [LoggerMessage(2113, LogLevel.Error, "{Queue}: job {JobId} in the outbox could not be sent in {Tries} tries and is set aside: {Reason}")]
        public static partial void SetAside(ILogger logger, string queue, string jobId, int tries, string reason);
    }
}
