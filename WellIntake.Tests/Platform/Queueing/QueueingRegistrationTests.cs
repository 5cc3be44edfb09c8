using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.InMemory;

namespace WellIntake.Tests.Platform.Queueing;

[TestClass]
public sealed class QueueingRegistrationTests
{
    [TestMethod, TestCategory("QUE-3")]
    public async Task Get_Unconfigured_HasTheDefaults()
    {
        await using var provider = Services(("WellIntake:Queueing:Journal", "false"));
        var queues = provider.GetRequiredService<IJobQueues>();
        CollectionAssert.AreEquivalent(
            new[] { QueueNames.Digest, QueueNames.Nlp, QueueNames.Scoring, QueueNames.Report, QueueNames.MessageCompleted }, queues.Names.ToList());
        Assert.AreSame(queues.Get(QueueNames.Nlp), queues.Get(QueueNames.Nlp));
        Assert.IsNotInstanceOfType<ICommitsWithSender>(queues.Get(QueueNames.Nlp));
        var nlp = provider.GetRequiredService<IOptions<QueueingOptions>>().Value.Queues[QueueNames.Nlp];
        Assert.AreEqual((10, TimeSpan.FromMinutes(2), 2), (nlp.MaxConcurrency, nlp.LockDuration, nlp.MaxDeliveries));
    }

    [TestMethod, TestCategory("QUE-3")]
    public async Task Get_PartlyConfigured_KeepsTheOtherDefaults()
    {
        await using var provider = Services(
            ("WellIntake:Queueing:Journal", "false"), ("WellIntake:Queueing:Queues:teams-nlp-queries:MaxConcurrency", "3"));
        var nlp = provider.GetRequiredService<IOptions<QueueingOptions>>().Value.Queues[QueueNames.Nlp];
        Assert.AreEqual((3, TimeSpan.FromMinutes(2), 2), (nlp.MaxConcurrency, nlp.LockDuration, nlp.MaxDeliveries));
    }

    [TestMethod, TestCategory("QUE-3")]
    public async Task Get_UnknownName_ListsThoseThatAre()
    {
        await using var provider = Services(("WellIntake:Queueing:Journal", "false"));
        var e = Assert.ThrowsExactly<ArgumentException>(() => provider.GetRequiredService<IJobQueues>().Get("nope"));
        Assert.Contains(QueueNames.Digest, e.Message, StringComparison.Ordinal);
    }

    [TestMethod, TestCategory("QUE-3")]
    public async Task Validate_OutOfRange_NamesTheExactKey()
    {
        await using var provider = Services(
            ("WellIntake:Queueing:Journal", "false"), ("WellIntake:Queueing:Queues:scoring-jobs:MaxDeliveries", "0"));
        var e = Assert.ThrowsExactly<OptionsValidationException>(() => provider.GetRequiredService<IOptions<QueueingOptions>>().Value);
        Assert.Contains("WellIntake:Queueing:Queues:scoring-jobs:MaxDeliveries", e.Message, StringComparison.Ordinal);
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task Get_JournalOn_KeepsJobsInTheGivenDatabase()
    {
        await using var file = new JournalFile(TimeProvider.System);
        await using var provider = Services(("WellIntake:Queueing:JournalSettings:ConnectionString", file.ConnectionString));
        var queue = provider.GetRequiredService<IJobQueues>().Get(QueueNames.Digest);
        await queue.SendAsync([new JobEnvelope { Id = "a", Type = "t", Body = default }]);
        Assert.IsInstanceOfType<ICommitsWithSender>(queue);
        Assert.AreEqual(1, await file.CountAsync($"SELECT count(*) FROM \"journal_jobs:{QueueNames.Digest}\""));
        Assert.IsNotNull(provider.GetService<IGroupCommit>());
    }

    private static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
        return new ServiceCollection().AddLogging().AddInMemoryQueueing(configuration).BuildServiceProvider();
    }
}
