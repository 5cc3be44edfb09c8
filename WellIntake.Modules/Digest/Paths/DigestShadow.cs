using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Contracts;
using WellIntake.Modules.Digest.Sending;
using WellIntake.Modules.Platform.Features;
using WellIntake.Modules.Platform.Jobs;

namespace WellIntake.Modules.Digest.Paths;

/// <summary>
/// Shadow mode (FLG-2): once a digest is shown, makes it again the way that the other path would, as of the same moment,
/// and reports what differs. One at a time and best effort: what does not fit in the line is dropped and counted, and a
/// crash loses it. Nothing is shown, stored or sent of it.
/// </summary>
internal sealed partial class DigestShadow(
    DigestMaker maker, IFeatureFlags flags, JobTypes types, FlagDifferenceLog differenceLog, FlagTelemetry telemetry, TimeProvider time,
    ILogger<DigestShadow> logger) : BackgroundService
{
    /// <summary>How many wait at most.</summary>
    public const int MostWaiting = 64;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Channel<ShadowRun> _waiting = Channel.CreateBounded<ShadowRun>(MostWaiting);

    /// <summary>
    /// What is to be called when the digest is shown; null when it is not shadowed. One that goes out is not: the answer
    /// itself has changed whom the cooldown holds back.
    /// </summary>
    public Action? After(DigestRequestJob job, DigestPath path, DateTimeOffset now, ShownDigest answer)
    {
        if (!flags.Read(AsyncDigest.Name).Shadow || OutgoingDigest.GoesOut(job))
            return null;
        var run = new ShadowRun(job, path, now, DigestOutline.Of(answer));
        return () =>
        {
            if (!_waiting.Writer.TryWrite(run))
                telemetry.Compared(AsyncDigest.Name, "dropped");
        };
    }

    /// <summary>Compares everything that waits now.</summary>
    internal async Task CompareWaitingAsync(CancellationToken ct)
    {
        while (_waiting.Reader.TryRead(out var run))
            await CompareAsync(run, ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
                await CompareWaitingAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping; what waits is let go.
        }
    }

    private async Task CompareAsync(ShadowRun run, CancellationToken ct)
    {
        try
        {
            var differences = await DifferencesAsync(run, ct);
            if (differences.Count == 0)
            {
                telemetry.Compared(AsyncDigest.Name, "equal");
                return;
            }

            telemetry.Compared(AsyncDigest.Name, differences is [{ Field: FailedField }] ? "failed" : "different");
            Log.Differs(logger, run.Job.MessageId, string.Join(", ", differences.Select(d => d.Field)));
            await differenceLog.RecordAsync(AsyncDigest.Name, run.Job.MessageId, Name(run.AnsweredBy), differences, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.NotReported(logger, run.Job.MessageId, e);
        }
    }

    private async Task<IReadOnlyList<FlagDifference>> DifferencesAsync(ShadowRun run, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            var job = run.AnsweredBy == DigestPath.Queue ? run.Job : ThroughTheQueue(run.Job);
            return DigestComparison.Compare(run.Answer, DigestOutline.Of(await maker.MakeAsync(job, run.Now, progress: null, limited.Token)));
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return [new FlagDifference(FailedField, limit.IsCancellationRequested ? "not done within the limit" : e.GetType().Name)];
        }
    }

    // What a worker gets is what was written and read again: a field that is lost on the way is a difference.
    private DigestRequestJob ThroughTheQueue(DigestRequestJob job)
    {
        var type = types.Of(typeof(DigestRequestJob));
        return (DigestRequestJob)type.Parse(type.Wrap(job));
    }

    private const string FailedField = "failed";

    private static string Name(DigestPath path) => path == DigestPath.Queue ? "queue" : "request";

    /// <summary>A digest that was shown, and what is needed to make it again.</summary>
    private sealed record ShadowRun(DigestRequestJob Job, DigestPath AnsweredBy, DateTimeOffset Now, DigestOutline Answer);

    private static partial class Log
    {
        [LoggerMessage(4320, LogLevel.Warning, "The two ways to make the digest of request {RequestId} differ in: {Fields}")]
        public static partial void Differs(ILogger logger, string requestId, string fields);

        [LoggerMessage(4321, LogLevel.Warning, "What differs for request {RequestId} could not be stored")]
        public static partial void NotReported(ILogger logger, string requestId, Exception e);
    }
}
