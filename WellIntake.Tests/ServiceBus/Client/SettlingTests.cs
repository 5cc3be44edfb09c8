using Azure.Messaging.ServiceBus;

namespace WellIntake.Tests.ServiceBus.Client;

[TestClass]
[TestCategory("QUE-2")]
public sealed class SettlingTests
{
    [TestMethod]
    public async Task CompleteMessage_OfAReceivedOne_RemovesIt()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.SendAsync("a");
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);

        await receiver.CompleteMessageAsync(await receiver.ReceiveOneAsync());

        Assert.AreEqual(1, await rig.CountAsync("completed"));
        Assert.AreEqual(0, await rig.CountAsync("active"));
    }

    [TestMethod]
    public async Task AbandonMessage_WithProperties_BringsItBackChangedAndCounted()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.SendAsync("a");
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);

        await receiver.AbandonMessageAsync(await receiver.ReceiveOneAsync(), new Dictionary<string, object> { ["tries"] = 7 });

        var again = await receiver.ReceiveOneAsync();
        Assert.AreEqual(2, again.DeliveryCount);
        Assert.AreEqual(7, again.ApplicationProperties["tries"]);
        var peeked = await receiver.PeekOneAsync();
        Assert.AreEqual(1, peeked.DeliveryCount);
    }

    [TestMethod]
    public async Task DeadLetterMessage_WithReason_IsThereWithIt()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.SendAsync("a");
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);

        await receiver.DeadLetterMessageAsync(await receiver.ReceiveOneAsync(), new Dictionary<string, object> { ["extra"] = "e" }, "why", "what");

        await using var deadLetters = rig.Client.CreateReceiver(ClientRig.Queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        Assert.AreEqual($"{ClientRig.Queue}/$DeadLetterQueue", deadLetters.EntityPath);
        var dead = await deadLetters.ReceiveOneAsync();
        Assert.AreEqual("a", dead.Body.ToString());
        Assert.AreEqual("why", dead.DeadLetterReason);
        Assert.AreEqual("what", dead.DeadLetterErrorDescription);
        Assert.AreEqual("e", dead.ApplicationProperties["extra"]);
        await deadLetters.CompleteMessageAsync(dead);
        Assert.AreEqual(0, await rig.CountAsync("deadLetter"));
    }

    [TestMethod]
    public async Task DeadLetterMessage_WithoutReason_IsThere()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.SendAsync("a");
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);

        await receiver.DeadLetterMessageAsync(await receiver.ReceiveOneAsync());

        Assert.AreEqual(1, await rig.CountAsync("deadLetter"));
    }

    [TestMethod]
    public async Task ReceiveMessage_PastTheDeliveryLimit_FindsItInTheDeadLetters()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender("strict");
        await sender.SendMessageAsync(new ServiceBusMessage("a"));
        await using var receiver = rig.Client.CreateReceiver("strict");
        await receiver.AbandonMessageAsync(await receiver.ReceiveOneAsync());
        await receiver.AbandonMessageAsync(await receiver.ReceiveOneAsync());

        await using var deadLetters = rig.Client.CreateReceiver("strict", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        var dead = await deadLetters.ReceiveOneAsync();

        Assert.AreEqual("MaxDeliveryCountExceeded", dead.DeadLetterReason);
    }

    [TestMethod]
    public async Task DeferMessage_ComesOnlyByItsNumberAndCanBeSettledEachWay()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.SendAsync("1", "2", "3");
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        var numbers = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            var message = await receiver.ReceiveOneAsync();
            numbers.Add(message.SequenceNumber);
            await receiver.DeferMessageAsync(message, new Dictionary<string, object> { ["deferred"] = true });
        }
        Assert.IsEmpty(await receiver.ReceiveMessagesAsync(1, ClientRig.Shortly));

        var one = await receiver.ReceiveDeferredMessageAsync(numbers[0]);
        Assert.AreEqual("1", one.Body.ToString());
        Assert.AreEqual(true, one.ApplicationProperties["deferred"]);
        Assert.AreEqual(ServiceBusMessageState.Deferred, one.State);
        var others = await receiver.ReceiveDeferredMessagesAsync(numbers.Skip(1));
        Assert.HasCount(2, others);
        await receiver.RenewMessageLockAsync(one);
        await receiver.CompleteMessageAsync(one);
        await receiver.DeadLetterMessageAsync(others[0], "why");
        await receiver.AbandonMessageAsync(others[1]);

        Assert.AreEqual(1, await rig.CountAsync("completed"));
        Assert.AreEqual(1, await rig.CountAsync("deadLetter"));
        Assert.AreEqual("3", (await receiver.ReceiveDeferredMessageAsync(numbers[2])).Body.ToString());
    }

    [TestMethod]
    public async Task ReceiveDeferredMessage_ThatThereIsNot_IsMessageNotFound()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);

        var error = await Assert.ThrowsExactlyAsync<ServiceBusException>(() => receiver.ReceiveDeferredMessageAsync(4711));

        Assert.AreEqual(ServiceBusFailureReason.MessageNotFound, error.Reason);
    }

    [TestMethod]
    [TestCategory("QUE-6")]
    public async Task RenewMessageLock_MovesItsEnd()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.SendAsync("a");
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        var message = await receiver.ReceiveOneAsync();
        var before = message.LockedUntil;

        await receiver.RenewMessageLockAsync(message);

        Assert.IsGreaterThan(before, message.LockedUntil);
    }

    [TestMethod]
    [TestCategory("QUE-6")]
    public async Task CompleteMessage_WithALostLock_IsMessageLockLost()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.SendAsync("a");
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        var message = await receiver.ReceiveOneAsync();
        await rig.Broker.ControlAsync(new { @do = "lose-locks", entity = ClientRig.Queue });

        var error = await Assert.ThrowsExactlyAsync<ServiceBusException>(() => receiver.CompleteMessageAsync(message));
        var renewal = await Assert.ThrowsExactlyAsync<ServiceBusException>(() => receiver.RenewMessageLockAsync(message));

        Assert.AreEqual(ServiceBusFailureReason.MessageLockLost, error.Reason);
        Assert.IsFalse(error.IsTransient);
        Assert.AreEqual(ServiceBusFailureReason.MessageLockLost, renewal.Reason);
    }

    [TestMethod]
    public async Task CompleteMessage_Twice_IsMessageLockLost()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.SendAsync("a");
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        var message = await receiver.ReceiveOneAsync();
        await receiver.CompleteMessageAsync(message);

        var error = await Assert.ThrowsExactlyAsync<ServiceBusException>(() => receiver.CompleteMessageAsync(message));

        Assert.AreEqual(ServiceBusFailureReason.MessageLockLost, error.Reason);
    }

    [TestMethod]
    public async Task CompleteMessage_ByAnotherReceiverOfTheQueue_RemovesIt()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.SendAsync("a");
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        var message = await receiver.ReceiveOneAsync();
        await using var other = rig.Client.CreateReceiver(ClientRig.Queue);

        await other.CompleteMessageAsync(message);

        Assert.AreEqual(1, await rig.CountAsync("completed"));
    }

    [TestMethod]
    public async Task Settle_ManySideBySide_SettlesEach()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.SendAsync([.. Enumerable.Range(0, 100).Select(number => $"{number}")]);
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        var received = 0;
        while (received < 100)
        {
            var messages = await receiver.ReceiveMessagesAsync(100 - received, ClientRig.Soon);
            received += messages.Count;
            await Task.WhenAll(messages.Select(message => receiver.CompleteMessageAsync(message)));
        }

        Assert.AreEqual(100, await rig.CountAsync("completed"));
    }
}
