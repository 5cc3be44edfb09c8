using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Tests.Conformance;

/// <summary>
/// What a backend must do whose journal is in its callers' database (<see cref="ICommitsWithSender"/>,
/// <see cref="ICommitsWithLease"/>). A backend with that power joins this suite beside the one that all must pass.
/// </summary>
public abstract class SharedCommitConformance
{
    private static readonly TimeSpan Lock = TimeSpan.FromMinutes(1);

    /// <summary>An empty queue of the backend with these settings.</summary>
    protected abstract Task<QueueFixture> OpenAsync(JobQueueOptions options);

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod, TestCategory("QUE-8")]
    public async Task SendAlongside_ReturnsTrue_AcceptsTheJob()
    {
        await using var q = await OpenAsync();
        Assert.IsTrue(await ((ICommitsWithSender)q.Queue).SendAsync(Job("a"), static _ => true, Stop));
        Assert.AreEqual("a", Ids(await TakeAsync(q)));
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task SendAlongside_ReturnsFalse_SendsNothingAndForgetsTheId()
    {
        await using var q = await OpenAsync();
        Assert.IsFalse(await ((ICommitsWithSender)q.Queue).SendAsync(Job("a"), static _ => false, Stop));
        Assert.IsEmpty(await TakeAsync(q));
        await q.Queue.SendAsync([Job("a")], Stop);
        Assert.HasCount(1, await TakeAsync(q));
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task SendAlongside_Throws_SendsNothingAndForgetsTheId()
    {
        await using var q = await OpenAsync();
        await Assert.ThrowsExactlyAsync<NotSupportedException>(
            () => ((ICommitsWithSender)q.Queue).SendAsync(Job("a"), static _ => throw new NotSupportedException(), Stop));
        await q.Queue.SendAsync([Job("a")], Stop);
        Assert.HasCount(1, await TakeAsync(q));
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task CompleteAlongside_HeldLease_RunsItAndCompletes()
    {
        await using var q = await OpenAsync();
        await q.Queue.SendAsync([Job("a")], Stop);
        var lease = await TakeOneAsync(q);
        var ran = 0;
        await ((ICommitsWithLease)lease).CompleteAsync(_ => ran++, Stop);
        Assert.AreEqual(1, ran);
        Assert.AreEqual(new JobQueueStatistics(0, 0, 0, 0, null), await q.Queue.GetStatisticsAsync(Stop));
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => lease.CompleteAsync(Stop));
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task CompleteAlongside_ItThrows_TheLeaseStaysHeld()
    {
        await using var q = await OpenAsync();
        await q.Queue.SendAsync([Job("a")], Stop);
        var lease = await TakeOneAsync(q);
        await Assert.ThrowsExactlyAsync<NotSupportedException>(
            () => ((ICommitsWithLease)lease).CompleteAsync(static _ => throw new NotSupportedException(), Stop));
        Assert.AreEqual(1, (await q.Queue.GetStatisticsAsync(Stop)).Leased);
        await lease.CompleteAsync(Stop);
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task CompleteAlongside_LockExpired_WritesNothing()
    {
        await using var q = await OpenAsync();
        await q.Queue.SendAsync([Job("a")], Stop);
        var lease = await TakeOneAsync(q);
        await q.AdvanceAsync(Lock);
        var ran = 0;
        await Assert.ThrowsExactlyAsync<JobLockLostException>(() => ((ICommitsWithLease)lease).CompleteAsync(_ => ran++, Stop));
        Assert.AreEqual(0, ran);
    }

    private Task<QueueFixture> OpenAsync() => OpenAsync(new JobQueueOptions { LockDuration = Lock, MaxDeliveries = 2 });

    private static JobEnvelope Job(string id) => new() { Id = id, Type = "test", Body = "{}"u8.ToArray() };

    private static Task<IReadOnlyList<IJobLease>> TakeAsync(QueueFixture fixture) => fixture.Queue.ReceiveAsync(10, TimeSpan.Zero);

    private static async Task<IJobLease> TakeOneAsync(QueueFixture fixture)
    {
        var leases = await TakeAsync(fixture);
        Assert.HasCount(1, leases, "nothing was ready");
        return leases[0];
    }

    private static string Ids(IEnumerable<IJobLease> leases) => string.Join(' ', leases.Select(l => l.Job.Id));
}
