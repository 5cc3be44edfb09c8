using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Jobs.Tracking;

/// <summary>
/// Jobs that are accepted in the rows' database and wait to be put into their queue. A crash between the send and the
/// removal sends a job twice under one id: the duplicate window drops it, and if that is over, its request row does.
/// </summary>
internal sealed partial class Outbox(
    IDbContextFactory<WellIntakeDbContext> contexts, IJobQueues queues, QueueingTopology topology, TimeProvider time, ILogger<Outbox> logger) : BackgroundService
{
    private const int Batch = 200;
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>Writes a job into the outbox, in the caller's commit.</summary>
    public static bool Add(ICommitSession session, string queue, JobEnvelope job, DateTimeOffset now) => session.Execute(
        "INSERT INTO outbox (queue, job_id, envelope, body, created_at) VALUES (@p0, @p1, @p2, @p3, @p4)",
        queue, job.Id, JsonSerializer.Serialize(job with { Body = ReadOnlyMemory<byte>.Empty }), job.Body.ToArray(), now) == 1;

    /// <summary>Something was added.</summary>
    public void Wake()
    {
        try
        {
            if (_wake.CurrentCount == 0)
                _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another producer woke it in the meantime.
        }
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await DispatchAsync(stoppingToken) == Batch)
                {
                    // Full batches follow one another without waiting.
                }

                // Where rows and journal share a commit, only what an earlier composition left can be here.
                if (topology.JournalSharesDatabase)
                    return;
                await WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.DispatchFailed(logger, e);
                await Task.Delay(Sweep, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WaitAsync(CancellationToken ct)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var woken = _wake.WaitAsync(bounded.Token);
        await Task.WhenAny(woken, Task.Delay(Sweep, time, bounded.Token));
        await bounded.CancelAsync();
        await woken.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Moves one batch from the outbox to the queues.</summary>
    internal async Task<int> DispatchAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = await db.Outbox.AsNoTracking().OrderBy(o => o.Id).Take(Batch).ToListAsync(ct);
        foreach (var group in rows.GroupBy(r => r.Queue, StringComparer.Ordinal))
        {
            await queues.Get(group.Key).SendAsync([.. group.Select(Read)], ct);
            var ids = group.Select(r => r.Id).ToList();
            await db.Outbox.Where(o => ids.Contains(o.Id)).ExecuteDeleteAsync(ct);
        }

        return rows.Count;
    }

    private static JobEnvelope Read(OutboxJob row) =>
        JsonSerializer.Deserialize<JobEnvelope>(row.Envelope)! with { Body = row.Body };

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Warning, "The outbox could not be emptied; its jobs are kept, and it is tried again")]
        public static partial void DispatchFailed(ILogger logger, Exception e);
    }
}
