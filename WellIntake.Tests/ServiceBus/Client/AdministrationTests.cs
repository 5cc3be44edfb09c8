using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.Administration;

namespace WellIntake.Tests.ServiceBus.Client;

[TestClass]
[TestCategory("QUE-3")]
public sealed class AdministrationTests
{
    [TestMethod]
    public async Task Queue_CreatedChangedAndDeleted_IsAsAskedFor()
    {
        await using var rig = await ClientRig.StartAsync();
        var administration = new ServiceBusAdministrationClient(rig.Broker.ConnectionString);
        Assert.IsFalse((await administration.QueueExistsAsync("made")).Value);

        var created = (await administration.CreateQueueAsync(new CreateQueueOptions("made")
        {
            LockDuration = TimeSpan.FromMinutes(5),
            MaxDeliveryCount = 3,
            RequiresDuplicateDetection = true,
            DuplicateDetectionHistoryTimeWindow = TimeSpan.FromMinutes(20),
            DefaultMessageTimeToLive = TimeSpan.FromDays(14),
            DeadLetteringOnMessageExpiration = true,
            RequiresSession = true,
            UserMetadata = "ours <&>",
        })).Value;
        Assert.AreEqual("made", created.Name);
        Assert.IsTrue((await administration.QueueExistsAsync("made")).Value);

        var got = (await administration.GetQueueAsync("made")).Value;
        Assert.AreEqual(TimeSpan.FromMinutes(5), got.LockDuration);
        Assert.AreEqual(3, got.MaxDeliveryCount);
        Assert.IsTrue(got.RequiresDuplicateDetection);
        Assert.AreEqual(TimeSpan.FromMinutes(20), got.DuplicateDetectionHistoryTimeWindow);
        Assert.AreEqual(TimeSpan.FromDays(14), got.DefaultMessageTimeToLive);
        Assert.IsTrue(got.DeadLetteringOnMessageExpiration);
        Assert.IsTrue(got.RequiresSession);
        Assert.AreEqual(TimeSpan.MaxValue, got.AutoDeleteOnIdle);
        Assert.AreEqual(EntityStatus.Active, got.Status);
        Assert.AreEqual("ours <&>", got.UserMetadata);

        got.MaxDeliveryCount = 7;
        got.LockDuration = TimeSpan.FromMinutes(2);
        Assert.AreEqual(7, (await administration.UpdateQueueAsync(got)).Value.MaxDeliveryCount);
        Assert.AreEqual(TimeSpan.FromMinutes(2), (await administration.GetQueueAsync("made")).Value.LockDuration);

        await administration.DeleteQueueAsync("made");
        Assert.IsFalse((await administration.QueueExistsAsync("made")).Value);
    }

    [TestMethod]
    public async Task Queue_CreatedTwice_ExistsAlready()
    {
        await using var rig = await ClientRig.StartAsync();
        var administration = new ServiceBusAdministrationClient(rig.Broker.ConnectionString);

        var error = await Assert.ThrowsExactlyAsync<ServiceBusException>(() => administration.CreateQueueAsync(ClientRig.Queue));

        Assert.AreEqual(ServiceBusFailureReason.MessagingEntityAlreadyExists, error.Reason);
    }

    [TestMethod]
    public async Task Entities_ThatThereAreNot_AreNotFound()
    {
        await using var rig = await ClientRig.StartAsync();
        var administration = new ServiceBusAdministrationClient(rig.Broker.ConnectionString);

        foreach (var act in new Func<Task>[]
        {
            () => administration.GetQueueAsync("nowhere"),
            () => administration.GetQueueRuntimePropertiesAsync("nowhere"),
            () => administration.DeleteQueueAsync("nowhere"),
            () => administration.GetTopicAsync("nowhere"),
            () => administration.GetSubscriptionAsync(ClientRig.Topic, "nobody"),
        })
        {
            Assert.AreEqual(ServiceBusFailureReason.MessagingEntityNotFound, (await Assert.ThrowsExactlyAsync<ServiceBusException>(act)).Reason);
        }
        Assert.IsFalse((await administration.SubscriptionExistsAsync(ClientRig.Topic, "nobody")).Value);
        Assert.IsFalse((await administration.TopicExistsAsync("nowhere")).Value);
    }

    [TestMethod]
    [TestCategory("QUE-2")]
    public async Task RuntimeProperties_OfAQueue_CountEachKind()
    {
        await using var rig = await ClientRig.StartAsync();
        var administration = new ServiceBusAdministrationClient(rig.Broker.ConnectionString);
        await rig.SendAsync("1", "2", "3");
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        await sender.ScheduleMessageAsync(new ServiceBusMessage("later"), TimeProvider.System.GetUtcNow().AddHours(1));
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        await receiver.DeadLetterMessageAsync(await receiver.ReceiveOneAsync(), "why");

        var counts = (await administration.GetQueueRuntimePropertiesAsync(ClientRig.Queue)).Value;

        Assert.AreEqual(ClientRig.Queue, counts.Name);
        Assert.AreEqual(2, counts.ActiveMessageCount);
        Assert.AreEqual(1, counts.ScheduledMessageCount);
        Assert.AreEqual(1, counts.DeadLetterMessageCount);
        Assert.AreEqual(4, counts.TotalMessageCount);
    }

    [TestMethod]
    public async Task TopicAndSubscription_CreatedAndListed_AreThereWithCounts()
    {
        await using var rig = await ClientRig.StartAsync();
        var administration = new ServiceBusAdministrationClient(rig.Broker.ConnectionString);
        await administration.CreateTopicAsync(new CreateTopicOptions("made") { RequiresDuplicateDetection = true });
        await administration.CreateSubscriptionAsync(new CreateSubscriptionOptions("made", "one") { RequiresSession = true, LockDuration = TimeSpan.FromMinutes(1), MaxDeliveryCount = 10 });
        await administration.CreateSubscriptionAsync("made", "two");
        await using var sender = rig.Client.CreateSender("made");
        await sender.SendMessageAsync(new ServiceBusMessage("x") { SessionId = "s" });

        var subscriptions = new List<string>();
        await foreach (var subscription in administration.GetSubscriptionsAsync("made"))
            subscriptions.Add($"{subscription.TopicName}/{subscription.SubscriptionName}");
        CollectionAssert.AreEquivalent(new[] { "made/one", "made/two" }, subscriptions);
        Assert.IsTrue((await administration.GetSubscriptionAsync("made", "one")).Value.RequiresSession);
        Assert.IsTrue((await administration.GetTopicAsync("made")).Value.RequiresDuplicateDetection);
        Assert.AreEqual(1, (await administration.GetSubscriptionRuntimePropertiesAsync("made", "two")).Value.ActiveMessageCount);
        Assert.AreEqual(2, (await administration.GetTopicRuntimePropertiesAsync("made")).Value.SubscriptionCount);
        await administration.DeleteSubscriptionAsync("made", "one");
        Assert.IsFalse((await administration.SubscriptionExistsAsync("made", "one")).Value);
    }

    [TestMethod]
    public async Task Queues_MoreThanAPage_AreAllListed()
    {
        await using var rig = await ClientRig.StartAsync();
        var administration = new ServiceBusAdministrationClient(rig.Broker.ConnectionString);
        for (var i = 0; i < 105; i++)
            await administration.CreateQueueAsync($"many-{i:000}");

        var names = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var queue in administration.GetQueuesAsync())
            Assert.IsTrue(names.Add(queue.Name));

        Assert.IsGreaterThanOrEqualTo(105, names.Count);
        Assert.Contains("many-104", names);
    }

    [TestMethod]
    public async Task Key_ThatIsWrong_IsUnauthorized()
    {
        await using var rig = await ClientRig.StartAsync();
        var administration = new ServiceBusAdministrationClient(rig.Broker.ConnectionStringFor("RootManageSharedAccessKey", "WRONG"));

        await Assert.ThrowsExactlyAsync<UnauthorizedAccessException>(() => administration.GetQueueAsync(ClientRig.Queue));
    }

    [TestMethod]
    public void Settings_ThatTheServiceDoesNotTake_AreRefusedAtOnce()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CreateQueueOptions("q") { LockDuration = TimeSpan.Zero });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CreateQueueOptions("q") { MaxDeliveryCount = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CreateQueueOptions("q") { DefaultMessageTimeToLive = TimeSpan.Zero });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CreateQueueOptions("q") { DuplicateDetectionHistoryTimeWindow = TimeSpan.FromDays(8) });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CreateQueueOptions("q") { AutoDeleteOnIdle = TimeSpan.FromMinutes(1) });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CreateQueueOptions("q") { UserMetadata = new string('a', 1025) });
        Assert.ThrowsExactly<InvalidOperationException>(() => new CreateQueueOptions("q") { ForwardTo = "q" });
    }

    [TestMethod]
    public void ConnectionString_ThatIsWrong_IsRefused()
    {
        Assert.ThrowsExactly<FormatException>(() => new ServiceBusAdministrationClient("junk"));
        Assert.ThrowsExactly<ArgumentException>(() => new ServiceBusAdministrationClient("Endpoint=sb://x.example.org"));
    }

    [TestMethod]
    public async Task Names_ThatCannotBe_AreRefusedAtOnce()
    {
        var administration = new ServiceBusAdministrationClient("Endpoint=sb://localhost;SharedAccessKeyName=a;SharedAccessKey=b");

        await Assert.ThrowsAsync<ArgumentException>(() => administration.GetQueueAsync(null!));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => administration.GetQueueAsync("/a"));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => administration.GetQueueAsync("a#b"));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => administration.GetSubscriptionAsync("t", "a/b"));
        await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(() => administration.GetQueueAsync(new string('a', 261)));
    }
}
