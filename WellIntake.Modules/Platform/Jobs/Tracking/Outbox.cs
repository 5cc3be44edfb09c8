using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Jobs.Tracking;

/// <summary>
/// Jobs that are accepted in the rows' database and wait to be put into their queue. A crash between the send and the
/// removal sends a job twice under one id: the duplicate window drops it, and if that is over, its request row does.
/// </summary>
internal sealed partial class Outbox(
    OutboxDispatcher dispatcher, IDbContextFactory<WellIntakeDbContext> contexts, QueueingTopology topology, TimeProvider time,
    ILogger<Outbox> logger) : BackgroundService
{
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>Writes a job into the outbox, in the caller's commit.</summary>
    public static bool Add(ICommitSession session, string queue, JobEnvelope job, DateTimeOffset now) => session.Execute(
        "INSERT INTO outbox (queue, job_id, envelope, body, created_at, ordering_key) VALUES (@p0, @p1, @p2, @p3, @p4, @p5)",
        queue, job.Id, JsonSerializer.Serialize(job with { Body = ReadOnlyMemory<byte>.Empty }), job.Body.ToArray(), now, job.OrderingKey) == 1;

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
        var told = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await dispatcher.DispatchAsync(stoppingToken);
                var (waiting, setAside) = await CountAsync(stoppingToken);
                if (setAside > 0 && !told)
                    Log.SetAside(logger, setAside);
                told = true;

                // Where rows and journal share a commit, jobs come here only when the queue itself would not take one.
                await (topology.JournalSharesDatabase && waiting == 0 ? _wake.WaitAsync(stoppingToken) : WaitAsync(stoppingToken));
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

    /// <summary>How many jobs are on their way, and how many could not be sent and wait for somebody to look.</summary>
    internal async Task<(int Waiting, int SetAside)> CountAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return (await db.Outbox.CountAsync(o => o.SetAsideAt == null, ct), await db.Outbox.CountAsync(o => o.SetAsideAt != null, ct));
    }

    private async Task WaitAsync(CancellationToken ct)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var woken = _wake.WaitAsync(bounded.Token);
        await Task.WhenAny(woken, Task.Delay(Sweep, time, bounded.Token));
        await bounded.CancelAsync();
        await woken.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static partial class Log
    {
        [LoggerMessage(2114, LogLevel.Warning, "The outbox could not be emptied; its jobs are kept, and it is tried again")]
        public static partial void DispatchFailed(ILogger logger, Exception e);

        [LoggerMessage(2110, LogLevel.Error, "{Count} jobs in the outbox could not be sent and are set aside; see the column 'reason' of table outbox")]
        public static partial void SetAside(ILogger logger, int count);
    }
}
