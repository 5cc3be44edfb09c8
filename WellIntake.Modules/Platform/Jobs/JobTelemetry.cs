using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace WellIntake.Modules.Platform.Jobs;

/// <summary>The trace source and the instruments of job handling. Free while nobody listens.</summary>
internal sealed class JobTelemetry : IDisposable
{
    /// <summary>The name of the trace source and the meter.</summary>
    public const string Name = "WellIntake.Jobs";

    public static readonly ActivitySource Source = new(Name);
    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _setAside;

    public JobTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _duration = _meter.CreateHistogram<double>("job.duration", "s", "Time a handler took, by queue and outcome.");
        _setAside = _meter.CreateCounter<long>("outbox.set_aside", "{job}", "Jobs in the outbox that could not be sent and were set aside, by queue.");
    }

    /// <summary>A span in the trace that <paramref name="traceParent"/> names. Null while nobody listens.</summary>
    public static Activity? Continue(string name, ActivityKind kind, string? traceParent) =>
        Source.HasListeners() ? Source.StartActivity(name, kind, ActivityContext.TryParse(traceParent, null, isRemote: true, out var sender) ? sender : default) : null;

    public bool Measures => _duration.Enabled;

    public void Handled(string queue, string outcome, TimeSpan elapsed) =>
        _duration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("queue", queue), new KeyValuePair<string, object?>("outcome", outcome));

    public void SetAside(string queue) => _setAside.Add(1, new KeyValuePair<string, object?>("queue", queue));

    public void Dispose() => _meter.Dispose();
}

/// <summary>Continues the sender's trace through the handler (QUE-14).</summary>
internal sealed class TracedJobHandler<TJob>(IJobHandler<TJob> inner) : IJobHandler<TJob>
    where TJob : JobMessage
{
    private static readonly string SpanName = "handle " + typeof(TJob).Name;
    private static readonly string FailedSpanName = "give up " + typeof(TJob).Name;

    public Task HandleAsync(TJob job, JobContext context, CancellationToken ct) =>
        JobTelemetry.Source.HasListeners() ? TracedAsync(SpanName, context, () => inner.HandleAsync(job, context, ct)) : inner.HandleAsync(job, context, ct);

    public Task FailedAsync(TJob job, JobContext context, JobFailure failure, CancellationToken ct) =>
        JobTelemetry.Source.HasListeners()
            ? TracedAsync(FailedSpanName, context, () => inner.FailedAsync(job, context, failure, ct))
            : inner.FailedAsync(job, context, failure, ct);

    private static async Task TracedAsync(string name, JobContext context, Func<Task> work)
    {
        using var span = JobTelemetry.Continue(name, ActivityKind.Consumer, context.TraceParent);
        span?.SetTag("messaging.destination.name", context.Queue);
        span?.SetTag("messaging.message.id", context.Id);
        span?.SetTag("wellintake.delivery_count", context.DeliveryCount);
        try
        {
            await work();
        }
        catch (Exception e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            throw;
        }
    }
}

/// <summary>Measures handlers (OBS-2).</summary>
internal sealed class MeasuredJobHandler<TJob>(IJobHandler<TJob> inner, JobTelemetry telemetry, TimeProvider time) : IJobHandler<TJob>
    where TJob : JobMessage
{
    public Task HandleAsync(TJob job, JobContext context, CancellationToken ct) =>
        telemetry.Measures ? MeasuredAsync(job, context, ct) : inner.HandleAsync(job, context, ct);

    public Task FailedAsync(TJob job, JobContext context, JobFailure failure, CancellationToken ct) => inner.FailedAsync(job, context, failure, ct);

    private async Task MeasuredAsync(TJob job, JobContext context, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        var outcome = "failed";
        try
        {
            await inner.HandleAsync(job, context, ct);
            outcome = "completed";
        }
        finally
        {
            telemetry.Handled(context.Queue, outcome, time.GetElapsedTime(started));
        }
    }
}
