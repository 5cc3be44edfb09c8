using System.Text;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Tests.Conformance;

/// <summary>
/// What every backend must do: each sentence of the contract is held by a test. A backend joins with one subclass that
/// opens a queue, of this class, of <see cref="OrderedJobQueueConformance"/> or of <see cref="RankedJobQueueConformance"/>.
/// </summary>
public abstract partial class JobQueueConformance
{
    private protected static readonly TimeSpan Lock = TimeSpan.FromMinutes(1);

    /// <summary>An empty queue of the backend with these settings.</summary>
    protected abstract Task<QueueFixture> OpenAsync(JobQueueOptions options);

    public TestContext TestContext { get; set; } = null!;

    private protected CancellationToken Stop => TestContext.CancellationToken;

    private protected Task<QueueFixture> OpenAsync() => OpenAsync(Options());

    private static JobQueueOptions Options() => new()
    {
        LockDuration = Lock,
        MaxDeliveries = 2,
        DuplicateWindow = TimeSpan.FromMinutes(10),
        DefaultTimeToLive = TimeSpan.FromHours(1),
        MemoryLimit = 1_000,
    };

    private protected static JobEnvelope Job(string id, string body = "{}") => new() { Id = id, Type = "test", Body = Encoding.UTF8.GetBytes(body) };

    private protected static Task SendAsync(QueueFixture fixture, params JobEnvelope[] jobs) => fixture.Queue.SendAsync(jobs);

    /// <summary>What is ready now, without waiting.</summary>
    private protected static Task<IReadOnlyList<IJobLease>> TakeAsync(QueueFixture fixture, int max = 10) =>
        fixture.Queue.ReceiveAsync(max, TimeSpan.Zero);

    private protected static async Task<IJobLease> TakeOneAsync(QueueFixture fixture)
    {
        var leases = await TakeAsync(fixture, 1);
        Assert.HasCount(1, leases, "nothing was ready");
        return leases[0];
    }

    private static async Task<IJobLease> TakeDeadAsync(QueueFixture fixture)
    {
        var leases = await fixture.Queue.DeadLetters.ReceiveAsync(1, TimeSpan.Zero);
        Assert.HasCount(1, leases, "there is no dead letter");
        return leases[0];
    }

    private protected static string Ids(IEnumerable<IJobLease> leases) => string.Join(' ', leases.Select(l => l.Job.Id));

    private protected static string Ids(IEnumerable<JobEnvelope> jobs) => string.Join(' ', jobs.Select(j => j.Id));
}
