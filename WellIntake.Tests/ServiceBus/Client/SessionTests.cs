using Azure.Messaging.ServiceBus;

namespace WellIntake.Tests.ServiceBus.Client;

[TestClass]
[TestCategory("QUE-2")]
public sealed class SessionTests
{
    private static readonly TimeSpan ShortTry = TimeSpan.FromSeconds(2);

    [TestMethod]
    public async Task AcceptSession_ById_ReceivesThatSessionsMessagesInOrder()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.SendToSessionAsync("b", "b1");
        await rig.SendToSessionAsync("a", "a1", "a2");

        await using var session = await rig.Client.AcceptSessionAsync(ClientRig.Sessions, "a");

        Assert.AreEqual("a", session.SessionId);
        Assert.IsGreaterThan(TimeProvider.System.GetUtcNow(), session.SessionLockedUntil);
        foreach (var expected in new[] { "a1", "a2" })
        {
            var message = await session.ReceiveOneAsync();
            Assert.AreEqual(expected, message.Body.ToString());
            Assert.AreEqual("a", message.SessionId);
            await session.CompleteMessageAsync(message);
        }
        Assert.IsNull(await session.ReceiveMessageAsync(ClientRig.Shortly));
    }

    [TestMethod]
    public async Task AcceptNextSession_GivesEachSessionOnce()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.SendToSessionAsync("a", "1");
        await rig.SendToSessionAsync("b", "2");

        await using var first = await rig.Client.AcceptNextSessionAsync(ClientRig.Sessions);
        await using var second = await rig.Client.AcceptNextSessionAsync(ClientRig.Sessions);

        CollectionAssert.AreEquivalent(new[] { "a", "b" }, new[] { first.SessionId, second.SessionId });
    }

    [TestMethod]
    public async Task AcceptNextSession_WhenThereIsNone_TimesOut()
    {
        await using var rig = await ClientRig.StartAsync(configure: options => options.RetryOptions = new ServiceBusRetryOptions { MaxRetries = 0, TryTimeout = ShortTry });

        var error = await Assert.ThrowsExactlyAsync<ServiceBusException>(() => rig.Client.AcceptNextSessionAsync(ClientRig.Sessions));

        Assert.AreEqual(ServiceBusFailureReason.ServiceTimeout, error.Reason);
    }

    [TestMethod]
    public async Task AcceptNextSession_Cancelled_EndsAtOnceAndHoldsNone()
    {
        await using var rig = await ClientRig.StartAsync();
        using var cancel = new CancellationTokenSource();
        var accepting = rig.Client.AcceptNextSessionAsync(ClientRig.Sessions, cancellationToken: cancel.Token);
        await ClientRig.UntilAsync(rig.Broker, state => state.GetProperty("connections").EnumerateArray().Any(connection => connection.GetProperty("links").GetInt32() >= 2));

        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => accepting);

        await rig.SendToSessionAsync("a", "1");
        await using var other = ClientRig.Connect(rig.Broker);
        await using var session = await other.AcceptNextSessionAsync(ClientRig.Sessions);
        Assert.AreEqual("a", session.SessionId);
    }

    [TestMethod]
    public async Task AcceptSession_HeldByAnother_CannotBeLocked()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var holder = await rig.Client.AcceptSessionAsync(ClientRig.Sessions, "a");

        var error = await Assert.ThrowsExactlyAsync<ServiceBusException>(() => rig.Client.AcceptSessionAsync(ClientRig.Sessions, "a"));

        Assert.AreEqual(ServiceBusFailureReason.SessionCannotBeLocked, error.Reason);
        await holder.CloseAsync();
        await using var next = await rig.Client.AcceptSessionAsync(ClientRig.Sessions, "a");
        Assert.AreEqual("a", next.SessionId);
    }

    [TestMethod]
    public async Task SessionState_SetAndCleared_IsAsItWasSet()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var session = await rig.Client.AcceptSessionAsync(ClientRig.Sessions, "a");

        Assert.IsNull(await session.GetSessionStateAsync());
        await session.SetSessionStateAsync(BinaryData.FromString("state"));
        Assert.AreEqual("state", (await session.GetSessionStateAsync())?.ToString());
        await session.SetSessionStateAsync(null!);
        Assert.IsNull(await session.GetSessionStateAsync());
    }

    [TestMethod]
    public async Task RenewSessionLock_MovesItsEnd()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var session = await rig.Client.AcceptSessionAsync(ClientRig.Sessions, "a");
        var before = session.SessionLockedUntil;

        await session.RenewSessionLockAsync();

        Assert.IsGreaterThanOrEqualTo(before, session.SessionLockedUntil);
    }

    [TestMethod]
    public async Task RenewMessageLock_OfASessionsMessage_IsNotAllowed()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.SendToSessionAsync("a", "1");
        await using var session = await rig.Client.AcceptSessionAsync(ClientRig.Sessions, "a");
        var message = await session.ReceiveOneAsync();

        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => session.RenewMessageLockAsync(message));
    }

    [TestMethod]
    public async Task CompleteMessage_AfterTheSessionsConnectionWasCut_IsSessionLockLost()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.SendToSessionAsync("a", "1");
        await using var session = await rig.Client.AcceptSessionAsync(ClientRig.Sessions, "a");
        var message = await session.ReceiveOneAsync();
        await rig.Broker.ControlAsync(new { @do = "cut" });

        var error = await Assert.ThrowsAsync<Exception>(() => session.CompleteMessageAsync(message));

        // The official client says either, by when it learns of the cut.
        Assert.IsTrue(error is ServiceBusException { Reason: ServiceBusFailureReason.SessionLockLost } or ObjectDisposedException, error.ToString());
        Assert.IsTrue(session.IsClosed);
        await using var again = await rig.Client.AcceptSessionAsync(ClientRig.Sessions, "a");
        Assert.AreEqual("1", (await again.ReceiveOneAsync()).Body.ToString());
    }

    [TestMethod]
    public async Task DeferMessage_InASession_ComesByItsNumber()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.SendToSessionAsync("a", "1");
        await using var session = await rig.Client.AcceptSessionAsync(ClientRig.Sessions, "a");
        var message = await session.ReceiveOneAsync();
        await session.DeferMessageAsync(message);

        var deferred = await session.ReceiveDeferredMessageAsync(message.SequenceNumber);
        await session.CompleteMessageAsync(deferred);

        Assert.AreEqual(1, await rig.CountAsync("completed", ClientRig.Sessions));
    }

    [TestMethod]
    public async Task SendMessage_WithoutSessionToASessionQueue_IsRefused()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Sessions);

        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => sender.SendMessageAsync(new ServiceBusMessage("x")));
    }

    [TestMethod]
    public async Task CreateReceiver_WithoutSessionOnASessionQueue_IsRefused()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Sessions);

        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => receiver.ReceiveMessageAsync(ClientRig.Shortly));
    }
}
