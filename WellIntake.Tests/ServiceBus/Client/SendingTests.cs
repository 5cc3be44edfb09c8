using Azure.Messaging.ServiceBus;

namespace WellIntake.Tests.ServiceBus.Client;

[TestClass]
[TestCategory("QUE-2")]
public sealed class SendingTests
{
    [TestMethod]
    public async Task SendMessage_WithEverythingSet_ArrivesAsItWas()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        var when = new DateTime(2026, 3, 4, 5, 6, 7, 890, DateTimeKind.Utc);
        await sender.SendMessageAsync(new ServiceBusMessage(BinaryData.FromBytes(new byte[] { 0, 1, 255 }))
        {
            MessageId = "m-1",
            CorrelationId = "c-1",
            Subject = "digest",
            ContentType = "application/json",
            To = "to",
            ReplyTo = "reply",
            ReplyToSessionId = "reply-session",
            PartitionKey = "key",
            TimeToLive = TimeSpan.FromHours(1),
            ApplicationProperties =
            {
                ["text"] = "Grüße",
                ["int"] = -5,
                ["long"] = long.MaxValue,
                ["byte"] = (byte)200,
                ["double"] = 1.5,
                ["bool"] = true,
                ["guid"] = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
                ["time"] = when,
                ["span"] = TimeSpan.FromMinutes(3),
                ["offset"] = new DateTimeOffset(when),
                ["uri"] = new Uri("https://example.org/a"),
            },
        });

        var message = await receiver.ReceiveOneAsync();

        Assert.IsNotNull(message);
        CollectionAssert.AreEqual(new byte[] { 0, 1, 255 }, message.Body.ToArray());
        Assert.AreEqual("m-1", message.MessageId);
        Assert.AreEqual("c-1", message.CorrelationId);
        Assert.AreEqual("digest", message.Subject);
        Assert.AreEqual("application/json", message.ContentType);
        Assert.AreEqual("to", message.To);
        Assert.AreEqual("reply", message.ReplyTo);
        Assert.AreEqual("reply-session", message.ReplyToSessionId);
        Assert.AreEqual("key", message.PartitionKey);
        Assert.AreEqual(TimeSpan.FromHours(1), message.TimeToLive);
        Assert.IsInRange(message.EnqueuedTime.AddMinutes(59), message.EnqueuedTime.AddMinutes(61), message.ExpiresAt);
        Assert.AreEqual(1, message.SequenceNumber);
        Assert.AreEqual(1, message.DeliveryCount);
        Assert.AreEqual(ServiceBusMessageState.Active, message.State);
        Assert.AreNotEqual(Guid.Empty.ToString(), message.LockToken);
        Assert.IsGreaterThan(message.EnqueuedTime, message.LockedUntil);
        var properties = message.ApplicationProperties;
        Assert.AreEqual("Grüße", properties["text"]);
        Assert.AreEqual(-5, properties["int"]);
        Assert.AreEqual(long.MaxValue, properties["long"]);
        Assert.AreEqual((byte)200, properties["byte"]);
        Assert.AreEqual(1.5, properties["double"]);
        Assert.AreEqual(true, properties["bool"]);
        Assert.AreEqual(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), properties["guid"]);
        Assert.AreEqual(when, properties["time"]);
        Assert.AreEqual(TimeSpan.FromMinutes(3), properties["span"]);
        Assert.AreEqual(new DateTimeOffset(when), properties["offset"]);
        Assert.AreEqual(new Uri("https://example.org/a"), properties["uri"]);
    }

    [TestMethod]
    public async Task SendMessage_WithPropertyThatCannotTravel_SaysSoAndSendsNothing()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        var message = new ServiceBusMessage("x") { ApplicationProperties = { ["odd"] = new object() } };

        await Assert.ThrowsAsync<Exception>(() => sender.SendMessageAsync(message));

        Assert.AreEqual(0, await rig.CountAsync("enqueued"));
    }

    [TestMethod]
    public async Task SendMessages_OfSeveral_ArriveInTheirOrder()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.SendAsync("1", "2", "3");

        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        Assert.AreEqual("123", string.Concat((await ReceiveAllAsync(receiver, 3)).Select(message => message.Body.ToString())));
    }

    [TestMethod]
    public async Task SendMessages_OfNone_SendsNothing()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);

        await sender.SendMessagesAsync(Array.Empty<ServiceBusMessage>());

        Assert.AreEqual(0, await rig.CountAsync("enqueued"));
    }

    [TestMethod]
    public async Task SendMessages_TooLargeTogether_SendsNoneAndSaysSize()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        var half = new byte[150 * 1024];

        var error = await Assert.ThrowsExactlyAsync<ServiceBusException>(() => sender.SendMessagesAsync([new ServiceBusMessage(half), new ServiceBusMessage(half)]));

        Assert.AreEqual(ServiceBusFailureReason.MessageSizeExceeded, error.Reason);
        Assert.IsFalse(error.IsTransient);
        Assert.AreEqual(0, await rig.CountAsync("enqueued"));
    }

    [TestMethod]
    public async Task TryAddMessage_UntilFull_TakesWhatFitsAndSendsIt()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        using var batch = await sender.CreateMessageBatchAsync();
        Assert.AreEqual(256 * 1024, batch.MaxSizeInBytes);
        var added = 0;
        while (batch.TryAddMessage(new ServiceBusMessage(new byte[10_000]) { MessageId = $"{added}", SessionId = "s" }))
            added++;

        Assert.AreEqual(added, batch.Count);
        Assert.IsInRange(20, 26, added);
        Assert.IsInRange(added * 10_000, batch.MaxSizeInBytes, batch.SizeInBytes);
        await sender.SendMessagesAsync(batch);
        Assert.AreEqual(added, await rig.CountAsync("active"));
    }

    [TestMethod]
    public async Task TryAddMessage_LargerThanTheBatch_IsFalse()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        using var batch = await sender.CreateMessageBatchAsync(new CreateMessageBatchOptions { MaxSizeInBytes = 1000 });

        Assert.IsFalse(batch.TryAddMessage(new ServiceBusMessage(new byte[2000])));
        Assert.AreEqual(0, batch.Count);
        Assert.IsTrue(batch.TryAddMessage(new ServiceBusMessage(new byte[200])));
    }

    [TestMethod]
    public async Task CreateMessageBatch_LargerThanTheEntityTakes_IsRefused()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);

        await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(async () => await sender.CreateMessageBatchAsync(new CreateMessageBatchOptions { MaxSizeInBytes = 10_000_000 }));
    }

    [TestMethod]
    public async Task SendMessages_OfABatchOfOne_IsAnOrdinaryMessage()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        using var batch = await sender.CreateMessageBatchAsync();
        Assert.IsTrue(batch.TryAddMessage(new ServiceBusMessage("one") { MessageId = "m" }));

        await sender.SendMessagesAsync(batch);

        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        var message = await receiver.ReceiveOneAsync();
        Assert.AreEqual("one", message.Body.ToString());
        Assert.AreEqual("m", message.MessageId);
    }

    [TestMethod]
    public async Task ScheduleMessage_ForLater_WaitsAndCanBeTakenBack()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        var later = DateTimeOffset.Parse("2099-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

        var numbers = await sender.ScheduleMessagesAsync([new ServiceBusMessage("a") { MessageId = "a" }, new ServiceBusMessage("b")], later);
        Assert.HasCount(2, numbers);
        Assert.AreEqual(2, await rig.CountAsync("scheduled"));
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        var peeked = await receiver.PeekOneAsync();
        Assert.AreEqual(ServiceBusMessageState.Scheduled, peeked.State);
        Assert.AreEqual(later, peeked.ScheduledEnqueueTime);
        Assert.AreEqual(numbers[0], peeked.SequenceNumber);
        Assert.AreEqual("a", peeked.MessageId);

        await sender.CancelScheduledMessagesAsync(numbers);
        Assert.AreEqual(0, await rig.CountAsync("scheduled"));
    }

    [TestMethod]
    public async Task SendMessage_WithScheduledTime_ComesThen()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        var now = TimeProvider.System.GetUtcNow();
        await sender.SendMessageAsync(new ServiceBusMessage("soon") { ScheduledEnqueueTime = now.AddMilliseconds(600) });

        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        var message = await receiver.ReceiveOneAsync();

        Assert.AreEqual("soon", message.Body.ToString());
        Assert.IsGreaterThanOrEqualTo(now.AddMilliseconds(500), TimeProvider.System.GetUtcNow());
    }

    [TestMethod]
    public async Task CancelScheduledMessage_ThatThereIsNot_IsMessageNotFound()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);

        var error = await Assert.ThrowsExactlyAsync<ServiceBusException>(() => sender.CancelScheduledMessageAsync(4711));

        Assert.AreEqual(ServiceBusFailureReason.MessageNotFound, error.Reason);
    }

    [TestMethod]
    public async Task SendMessage_FromAReceivedDeadLetter_SendsItWithoutTheReason()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        await sender.SendMessageAsync(new ServiceBusMessage("body") { MessageId = "m", Subject = "s", ApplicationProperties = { ["a"] = 1 } });
        await receiver.DeadLetterMessageAsync(await receiver.ReceiveOneAsync(), "reason", "description");
        await using var deadLetters = rig.Client.CreateReceiver(ClientRig.Queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        var dead = await deadLetters.ReceiveOneAsync();

        await sender.SendMessageAsync(new ServiceBusMessage(dead));

        var again = await receiver.ReceiveOneAsync();
        Assert.AreEqual("body", again.Body.ToString());
        Assert.AreEqual("m", again.MessageId);
        Assert.AreEqual("s", again.Subject);
        Assert.AreEqual(1, again.ApplicationProperties["a"]);
        Assert.HasCount(1, again.ApplicationProperties);
        Assert.IsNull(again.DeadLetterReason);
        Assert.AreEqual(1, again.DeliveryCount);
    }

    private static async Task<List<ServiceBusReceivedMessage>> ReceiveAllAsync(ServiceBusReceiver receiver, int count)
    {
        var all = new List<ServiceBusReceivedMessage>();
        while (all.Count < count)
        {
            var some = await receiver.ReceiveMessagesAsync(count - all.Count, ClientRig.Soon);
            Assert.IsNotEmpty(some);
            all.AddRange(some);
        }
        return all;
    }
}
