using System.Collections.Concurrent;
using System.Globalization;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.InMemory;

namespace WellIntake.Tests.Platform.Queueing;

[TestClass]
public sealed class QueueStressTests
{
    private const int Producers = 8;
    private const int EachSends = 500;

    [TestMethod, TestCategory("QUE-2")]
    public async Task ManySendersAndReceivers_InMemory_EachJobIsDoneOnce()
    {
        await using var queue = new InMemoryJobQueue("test", new JobQueueOptions { MemoryLimit = 100_000, MaxDeliveries = 90 }, TimeProvider.System);
        await HammerAsync(queue);
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task ManySendersAndReceivers_JournalAndSpill_EachJobIsDoneOnce()
    {
        await using var file = new JournalFile(TimeProvider.System);
        await using var queue = await file.OpenAsync(new JobQueueOptions { MemoryLimit = 100, MaxDeliveries = 90 });
        await HammerAsync(queue);
        await queue.DisposeAsync();
        Assert.AreEqual(0, await file.CountAsync("SELECT count(*) FROM \"journal_jobs:test\""));
    }

    private static async Task HammerAsync(IJobQueue queue)
    {
        const int total = Producers * EachSends;
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var done = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var receivers = Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            var random = new Random(n);
            while (done.Count < total)
            {
                foreach (var lease in await queue.ReceiveAsync(1 + random.Next(5), TimeSpan.FromMilliseconds(20), stop.Token))
                {
                    switch (random.Next(6))
                    {
                        case 0:
                            await lease.AbandonAsync();
                            break;
                        case 1:
                            await lease.AbandonAsync(TimeSpan.FromMilliseconds(random.Next(1, 10)));
                            break;
                        case 2:
                            await lease.DisposeAsync();
                            break;
                        default:
                            await lease.CompleteAsync();
                            done.AddOrUpdate(lease.Job.Id, 1, (_, count) => count + 1);
                            break;
                    }
                }
            }
        })).ToList();
        var senders = Enumerable.Range(0, Producers).Select(n => Task.Run(async () =>
        {
            for (var i = 0; i < EachSends; i++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"{n}-{i}");
                await queue.SendAsync([new JobEnvelope { Id = id, Type = "t", Body = new byte[] { 1 }, FairnessKey = $"u{i % 7}", OrderingKey = i % 5 == 0 ? $"o{n}" : null }], stop.Token);
            }
        })).ToList();
        await Task.WhenAll(senders);
        await Task.WhenAll(receivers);
        Assert.HasCount(total, done);
        Assert.IsTrue(done.Values.All(count => count == 1), "a job was completed twice");
        Assert.AreEqual(new JobQueueStatistics(0, 0, 0, 0, null), await queue.GetStatisticsAsync());
    }
}
