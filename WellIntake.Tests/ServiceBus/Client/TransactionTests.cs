using System.Transactions;
using Azure.Messaging.ServiceBus;

namespace WellIntake.Tests.ServiceBus.Client;

[TestClass]
[TestCategory("QUE-5")]
public sealed class TransactionTests
{
    [TestMethod]
    public async Task Transaction_OfSendAndComplete_DoesBothOnlyWhenCompleted()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.SendAsync("old");
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        var message = await receiver.ReceiveMessageAsync(ClientRig.Soon);

        using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await sender.SendMessageAsync(new ServiceBusMessage("new") { ScheduledEnqueueTime = TimeProvider.System.GetUtcNow().AddHours(1) });
            await receiver.CompleteMessageAsync(message);
            Assert.AreEqual(0, await rig.CountAsync("scheduled"));
            Assert.AreEqual(0, await rig.CountAsync("completed"));
            scope.Complete();
        }

        Assert.AreEqual(1, await rig.CountAsync("scheduled"));
        Assert.AreEqual(1, await rig.CountAsync("completed"));
    }

    [TestMethod]
    public async Task Transaction_NotCompleted_DoesNeitherAndTheMessageCanStillBeSettled()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.SendAsync("old");
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        var message = await receiver.ReceiveMessageAsync(ClientRig.Soon);

        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await sender.SendMessagesAsync([new ServiceBusMessage("new"), new ServiceBusMessage("newer")]);
            await receiver.CompleteMessageAsync(message);
        }
        await ClientRig.UntilAsync(rig.Broker, state => state.GetProperty("openTransactions").GetInt32() == 0);

        Assert.AreEqual(1, await rig.CountAsync("enqueued"));
        Assert.AreEqual(0, await rig.CountAsync("completed"));
        await receiver.CompleteMessageAsync(message);
        Assert.AreEqual(1, await rig.CountAsync("completed"));
    }

    [TestMethod]
    public async Task Transaction_OneAfterTheOther_EachStandsAlone()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        foreach (var commits in new[] { true, false, true })
        {
            using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
            {
                await sender.SendMessageAsync(new ServiceBusMessage("x"));
                if (commits)
                    scope.Complete();
            }
            // A rollback is not waited for.
            await ClientRig.UntilAsync(rig.Broker, state => state.GetProperty("openTransactions").GetInt32() == 0);
        }

        Assert.AreEqual(2, await rig.CountAsync("enqueued"));
    }

    [TestMethod]
    public async Task Transaction_RefusedByTheBroker_ThrowsAndDoesNothing()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);

        await Assert.ThrowsAsync<TransactionException>(async () =>
        {
            using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
            await sender.SendMessageAsync(new ServiceBusMessage("x"));
            await rig.Broker.ControlAsync(new { @do = "refuse", operation = "transaction", count = 10 });
            scope.Complete();
        });

        Assert.AreEqual(0, await rig.CountAsync("enqueued"));
    }

    [TestMethod]
    public async Task Transaction_WhoseConnectionIsCut_ThrowsAndDoesNothing()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);

        await Assert.ThrowsAsync<Exception>(async () =>
        {
            using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
            await sender.SendMessageAsync(new ServiceBusMessage("x"));
            await rig.Broker.ControlAsync(new { @do = "cut" });
            scope.Complete();
        });

        Assert.AreEqual(0, await rig.CountAsync("enqueued"));
        await sender.SendMessageAsync(new ServiceBusMessage("y"));
        Assert.AreEqual(1, await rig.CountAsync("enqueued"));
    }

    [TestMethod]
    public async Task Transaction_WithAnotherIsolation_IsRefused()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        using var scope = new TransactionScope(TransactionScopeOption.Required, new TransactionOptions { IsolationLevel = IsolationLevel.ReadCommitted }, TransactionScopeAsyncFlowOption.Enabled);

        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => sender.SendMessageAsync(new ServiceBusMessage("x")));
    }

    [TestMethod]
    public async Task Transaction_CommittedButCompletedLate_FindsTheLockLost()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.SendAsync("old");
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        var message = await receiver.ReceiveMessageAsync(ClientRig.Soon);
        await rig.Broker.ControlAsync(new { @do = "lose-locks", entity = ClientRig.Queue });

        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await sender.SendMessageAsync(new ServiceBusMessage("new"));
            var error = await Assert.ThrowsExactlyAsync<ServiceBusException>(() => receiver.CompleteMessageAsync(message));
            Assert.AreEqual(ServiceBusFailureReason.MessageLockLost, error.Reason);
        }

        Assert.AreEqual(1, await rig.CountAsync("enqueued"));
    }
}
