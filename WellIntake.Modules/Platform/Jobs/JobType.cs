using System.Diagnostics;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Jobs;

/// <summary>
/// What is known of one type of job: its wire name, queue and table, and how to parse and handle one without reflection.
/// </summary>
internal abstract class JobType(Type type, JobTypeAttribute declared)
{
    public Type ClrType { get; } = type;

    public string WireName { get; } = declared.WireName;

    public string Queue { get; } = declared.Queue;

    public string? RequestTable { get; } = declared.RequestTable;

    /// <summary>True when this process has a handler for it.</summary>
    public abstract bool HasHandler(IServiceProvider services);

    /// <exception cref="InvalidJobException">The body is not such a job.</exception>
    public abstract JobMessage Parse(JobEnvelope envelope);

    public abstract JobEnvelope Wrap(JobMessage job);

    public abstract Task HandleAsync(IServiceProvider services, JobMessage job, JobContext context, CancellationToken ct);

    public abstract Task FailedAsync(IServiceProvider services, JobMessage job, JobContext context, JobFailure failure, CancellationToken ct);

    public static JobType Create(Type type, JobTypeAttribute declared) =>
        (JobType)Activator.CreateInstance(typeof(JobType<>).MakeGenericType(type), declared)!;
}

internal sealed class JobType<TJob>(JobTypeAttribute declared) : JobType(typeof(TJob), declared)
    where TJob : JobMessage
{
    private readonly JsonTypeInfo<TJob> _typeInfo = JobSerializer.TypeInfo<TJob>();

    // Handlers live as long as the process; looking one up for every job would be paid on the hot path.
    private IJobHandler<TJob>? _handler;

    public override bool HasHandler(IServiceProvider services) => services.GetService<IJobHandler<TJob>>() is not null;

    public override JobMessage Parse(JobEnvelope envelope) => JobSerializer.Read(envelope.Body.Span, _typeInfo);

    public override JobEnvelope Wrap(JobMessage job) => new()
    {
        Id = job.MessageId,
        Type = WireName,
        Body = JobSerializer.Write((TJob)job, _typeInfo),
        CorrelationId = job.CorrelationId,
        OrderingKey = job.SessionId,
        FairnessKey = job.FairnessKey,
        Priority = job.Priority,
        TimeToLive = TimeSpan.FromSeconds(job.TtlSeconds),
        TraceParent = Activity.Current?.Id,
    };

    public override Task HandleAsync(IServiceProvider services, JobMessage job, JobContext context, CancellationToken ct) =>
        Handler(services).HandleAsync((TJob)job, context, ct);

    public override Task FailedAsync(IServiceProvider services, JobMessage job, JobContext context, JobFailure failure, CancellationToken ct) =>
        Handler(services).FailedAsync((TJob)job, context, failure, ct);

    private IJobHandler<TJob> Handler(IServiceProvider services) =>
        _handler ??= services.GetRequiredService<IJobHandler<TJob>>();
}
