using Azure.Core;
using Azure.Messaging.ServiceBus;

namespace WellIntake.Tests.ServiceBus.Client;

/// <summary>Bad input is refused before anything is connected to.</summary>
[TestClass]
[TestCategory("QUE-9")]
public sealed class ArgumentTests
{
    private const string Good = "Endpoint=sb://example.servicebus.windows.net/;SharedAccessKeyName=name;SharedAccessKey=c2VjcmV0";

    [TestMethod]
    [DataRow("", typeof(ArgumentException))]
    [DataRow("junk", typeof(FormatException))]
    [DataRow("Endpoint=;SharedAccessKeyName=a;SharedAccessKey=b", typeof(FormatException))]
    [DataRow("SharedAccessKeyName=a;SharedAccessKey=b", typeof(ArgumentException))]
    [DataRow("Endpoint=sb://x.example.org", typeof(ArgumentException))]
    [DataRow("Endpoint=sb://x.example.org;SharedAccessKeyName=a", typeof(ArgumentException))]
    [DataRow("Endpoint=sb://x.example.org;SharedAccessKeyName=a;SharedAccessKey=b;SharedAccessSignature=c", typeof(ArgumentException))]
    [DataRow("Endpoint=sb://x.example.org;SharedAccessSignature=c", typeof(ArgumentException))]
    public void ConnectionString_ThatIsWrong_IsRefused(string connectionString, Type expected)
    {
        var error = Assert.Throws<Exception>(() => new ServiceBusClient(connectionString));
        Assert.IsInstanceOfType(error, expected);
    }

    [TestMethod]
    public void ConnectionString_OfEveryPart_IsRead()
    {
        var parts = ServiceBusConnectionStringProperties.Parse(";Endpoint = sb://example.servicebus.windows.net:5672/ ;SharedAccessKeyName=name;SharedAccessKey=c2VjcmV0PQ==;EntityPath=jobs;Unknown=1;");

        Assert.AreEqual("example.servicebus.windows.net", parts.FullyQualifiedNamespace);
        Assert.AreEqual("example.servicebus.windows.net", parts.Endpoint?.Host);
        Assert.AreEqual("sb", parts.Endpoint?.Scheme);
        Assert.AreEqual("jobs", parts.EntityPath);
        Assert.AreEqual("name", parts.SharedAccessKeyName);
        Assert.AreEqual("c2VjcmV0PQ==", parts.SharedAccessKey);
        Assert.IsNull(parts.SharedAccessSignature);
    }

    [TestMethod]
    public async Task Client_OfAConnectionString_KnowsItsNamespace()
    {
        await using var client = new ServiceBusClient(Good);

        Assert.AreEqual("example.servicebus.windows.net", client.FullyQualifiedNamespace);
        Assert.AreEqual(ServiceBusTransportType.AmqpTcp, client.TransportType);
        Assert.IsFalse(client.IsClosed);
        Assert.StartsWith("example.servicebus.windows.net-", client.Identifier);
        Assert.AreEqual("q", client.CreateSender("q").EntityPath);
    }

    [TestMethod]
    public async Task Entity_NotTheOneOfTheConnectionString_IsRefused()
    {
        await using var client = new ServiceBusClient(Good + ";EntityPath=jobs");

        Assert.ThrowsExactly<ArgumentException>(() => client.CreateSender("other"));
        Assert.ThrowsExactly<ArgumentException>(() => client.CreateReceiver("other"));
        Assert.IsNotNull(client.CreateSender("JOBS"));
    }

    [TestMethod]
    public async Task Entity_WithoutAName_IsRefused()
    {
        await using var client = new ServiceBusClient(Good);

        Assert.ThrowsExactly<ArgumentNullException>(() => client.CreateSender(null!));
        Assert.ThrowsExactly<ArgumentException>(() => client.CreateSender(""));
        Assert.ThrowsExactly<ArgumentException>(() => client.CreateReceiver(" "));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => client.AcceptNextSessionAsync(""));
    }

    [TestMethod]
    public void Namespace_ThatIsNone_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new ServiceBusClient("not a host", new NoCredential()));
        Assert.Throws<ArgumentException>(() => new ServiceBusClient("", new NoCredential()));
        Assert.Throws<ArgumentException>(() => new ServiceBusClient("example.servicebus.windows.net", (TokenCredential)null!));
    }

    [TestMethod]
    public void Options_OutOfTheirRange_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ServiceBusReceiverOptions { PrefetchCount = -1 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ServiceBusSessionReceiverOptions { PrefetchCount = -1 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ServiceBusRetryOptions { MaxRetries = 101 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ServiceBusRetryOptions { Delay = TimeSpan.Zero });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ServiceBusRetryOptions { Delay = TimeSpan.FromMinutes(6) });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ServiceBusRetryOptions { MaxDelay = TimeSpan.FromSeconds(-1) });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ServiceBusRetryOptions { TryTimeout = TimeSpan.FromHours(2) });
    }

    [TestMethod]
    public void Message_WithWhatItCannotHave_IsRefused()
    {
        var message = new ServiceBusMessage("x");

        Assert.ThrowsExactly<ArgumentException>(() => message.MessageId = "");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => message.MessageId = new string('a', 129));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => message.SessionId = new string('a', 129));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => message.ReplyToSessionId = new string('a', 129));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => message.PartitionKey = new string('a', 129));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => message.TimeToLive = TimeSpan.Zero);
        message.SessionId = "s";
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => message.PartitionKey = "p");
    }

    [TestMethod]
    public void Message_Fresh_HasNothingSet()
    {
        var message = new ServiceBusMessage("x");

        Assert.AreEqual("x", message.Body.ToString());
        Assert.AreEqual(TimeSpan.MaxValue, message.TimeToLive);
        Assert.AreEqual(default, message.ScheduledEnqueueTime);
        Assert.IsNull(message.MessageId);
        Assert.IsNull(message.SessionId);
        Assert.IsNull(message.CorrelationId);
        Assert.IsEmpty(message.ApplicationProperties);
        Assert.AreEqual("{MessageId:}", message.ToString());
    }

    [TestMethod]
    public async Task Operations_WithBadArguments_AreRefusedWithoutConnecting()
    {
        await using var client = new ServiceBusClient(Good);
        await using var sender = client.CreateSender("q");
        await using var receiver = client.CreateReceiver("q");
        var peeked = ServiceBusModelFactory.ServiceBusReceivedMessage(BinaryData.FromString("x"), deliveryCount: 3);
        var locked = ServiceBusModelFactory.ServiceBusReceivedMessage(lockTokenGuid: Guid.NewGuid());

        await Assert.ThrowsExactlyAsync<ArgumentNullException>(() => sender.SendMessageAsync(null!));
        await Assert.ThrowsExactlyAsync<ArgumentNullException>(() => sender.SendMessagesAsync((IEnumerable<ServiceBusMessage>)null!));
        await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(() => receiver.ReceiveMessagesAsync(0));
        await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(() => receiver.ReceiveMessageAsync(TimeSpan.Zero));
        await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(() => receiver.PeekMessagesAsync(0));
        await Assert.ThrowsExactlyAsync<ArgumentNullException>(() => receiver.CompleteMessageAsync(null!));
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => receiver.CompleteMessageAsync(peeked));
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => receiver.RenewMessageLockAsync(peeked));
        await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(() => receiver.DeadLetterMessageAsync(locked, new string('a', 4097)));
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => receiver.DeadLetterMessageAsync(locked, new Dictionary<string, object> { ["DeadLetterReason"] = "a" }, "b"));
        await Assert.ThrowsExactlyAsync<ArgumentNullException>(() => receiver.ReceiveDeferredMessagesAsync(null!));
        Assert.IsEmpty(await receiver.ReceiveDeferredMessagesAsync([]));
        await Assert.ThrowsAsync<OperationCanceledException>(() => sender.SendMessageAsync(new ServiceBusMessage("x"), new CancellationToken(canceled: true)));
        await Assert.ThrowsAsync<OperationCanceledException>(() => receiver.ReceiveMessageAsync(cancellationToken: new CancellationToken(canceled: true)));
    }

    [TestMethod]
    public async Task Operations_AfterClosing_AreRefused()
    {
        await using var client = new ServiceBusClient(Good);
        var sender = client.CreateSender("q");
        var receiver = client.CreateReceiver("q");
        await sender.DisposeAsync();
        await receiver.CloseAsync();

        Assert.IsTrue(sender.IsClosed);
        Assert.IsTrue(receiver.IsClosed);
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => sender.SendMessageAsync(new ServiceBusMessage("x")));
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => receiver.ReceiveMessageAsync());
        await client.DisposeAsync();
        Assert.ThrowsExactly<ObjectDisposedException>(() => client.CreateSender("q"));
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => client.AcceptNextSessionAsync("q"));
    }

    [TestMethod]
    public void ServiceBusException_ByReason_KnowsWhetherItMayPass()
    {
        ServiceBusFailureReason[] transient = [ServiceBusFailureReason.ServiceBusy, ServiceBusFailureReason.ServiceTimeout, ServiceBusFailureReason.ServiceCommunicationProblem];
        foreach (var reason in Enum.GetValues<ServiceBusFailureReason>())
            Assert.AreEqual(transient.Contains(reason), new ServiceBusException("m", reason).IsTransient, $"{reason}");
        var error = new ServiceBusException("words", ServiceBusFailureReason.MessageLockLost, "jobs");
        Assert.Contains("words", error.Message);
        Assert.Contains("jobs", error.Message);
        Assert.Contains("MessageLockLost", error.Message);
    }

    private sealed class NoCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
