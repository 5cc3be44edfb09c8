using Azure.Messaging.ServiceBus;

namespace WellIntake.Tests.ServiceBus.Client;

[TestClass]
[TestCategory("QUE-2")]
public sealed class TopicTests
{
    [TestMethod]
    public async Task SendMessage_ToATopic_ReachesEachSubscription()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Topic);
        await sender.SendMessageAsync(new ServiceBusMessage("news"));

        foreach (var subscription in new[] { ClientRig.Subscription, "other" })
        {
            await using var receiver = rig.Client.CreateReceiver(ClientRig.Topic, subscription);
            Assert.AreEqual($"{ClientRig.Topic}/Subscriptions/{subscription}", receiver.EntityPath);
            var message = await receiver.ReceiveOneAsync();
            Assert.AreEqual("news", message.Body.ToString());
            await receiver.CompleteMessageAsync(message);
        }
    }

    [TestMethod]
    public async Task DeadLetterMessage_OfASubscription_IsInItsOwnDeadLetters()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Topic);
        await sender.SendMessageAsync(new ServiceBusMessage("news"));
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Topic, ClientRig.Subscription);

        await receiver.DeadLetterMessageAsync(await receiver.ReceiveOneAsync(), "why");

        await using var deadLetters = rig.Client.CreateReceiver(ClientRig.Topic, ClientRig.Subscription, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        var dead = await deadLetters.ReceiveOneAsync();
        Assert.AreEqual("why", dead.DeadLetterReason);
        Assert.IsNotNull(await deadLetters.PeekMessageAsync());
    }

    [TestMethod]
    public async Task SendMessages_ManyAtOnce_EachArrivesOnce()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Topic);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => sender.SendMessageAsync(new ServiceBusMessage($"{number}"))));

        await using var receiver = rig.Client.CreateReceiver(ClientRig.Topic, ClientRig.Subscription, new ServiceBusReceiverOptions { PrefetchCount = 50, ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (seen.Count < 200)
        {
            var messages = await receiver.ReceiveMessagesAsync(50, ClientRig.Soon);
            Assert.IsNotEmpty(messages);
            foreach (var message in messages)
                Assert.IsTrue(seen.Add(message.Body.ToString()));
        }
    }
}
