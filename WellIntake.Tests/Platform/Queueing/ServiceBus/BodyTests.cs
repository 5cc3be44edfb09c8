using System.Text;
using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.ServiceBus.Messages;

namespace WellIntake.Tests.Platform.Queueing.ServiceBus;

/// <summary>QUE-4: whatever form a sender's library gives a body, the job's parser sees the same bytes.</summary>
[TestClass, TestCategory("QUE-4")]
public sealed class BodyTests
{
    private const string Json = """{"message_id":"m","audience":"advisors"}""";

    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [ClassCleanup]
    public static ValueTask CleanUpAsync() => ServiceBusRig.StopAsync(nameof(BodyTests));

    [TestMethod]
    public void Read_DataInOneSectionOrSeveral_IsJoined()
    {
        Assert.AreEqual(Json, Read(AmqpMessageBody.FromData([Bytes(Json)])));
        Assert.AreEqual(Json, Read(AmqpMessageBody.FromData([Bytes(Json[..7]), Bytes(Json[7..9]), Bytes(Json[9..])])));
    }

    [TestMethod]
    public void Read_TextOrBytesAsValue_AreTheBody()
    {
        Assert.AreEqual(Json, Read(AmqpMessageBody.FromValue(Json)));
        Assert.AreEqual(Json, Read(AmqpMessageBody.FromValue(Encoding.UTF8.GetBytes(Json))));
        Assert.AreEqual("ä€😀", Read(AmqpMessageBody.FromValue("ä€😀")));
    }

    [TestMethod]
    public void Read_MapAsValue_IsTheJsonThatItStandsFor()
    {
        var map = new Dictionary<string, object>
        {
            ["message_id"] = "m",
            ["max_candidates"] = 6,
            ["share"] = 0.5,
            ["dry_run"] = true,
            ["at"] = new DateTime(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc),
            ["metadata"] = new Dictionary<string, object> { ["tags"] = new List<object> { "a", 1L } },
        };

        Assert.AreEqual(
            """{"message_id":"m","max_candidates":6,"share":0.5,"dry_run":true,"at":"2026-01-05T09:00:00Z","metadata":{"tags":["a",1]}}""",
            Read(AmqpMessageBody.FromValue(map)));
    }

    [TestMethod]
    public void Read_Sequence_PiecesAreJoinedAndAnythingElseIsAList()
    {
        Assert.AreEqual(Json, Read(AmqpMessageBody.FromSequence([[Json]])));
        Assert.AreEqual(Json, Read(AmqpMessageBody.FromSequence([[Json[..5], Json[5..]]])));
        Assert.AreEqual(Json, Read(AmqpMessageBody.FromSequence([[Encoding.UTF8.GetBytes(Json[..5])], [Encoding.UTF8.GetBytes(Json[5..])]])));
        Assert.AreEqual("""{"a":1}""", Read(AmqpMessageBody.FromSequence([[new Dictionary<string, object> { ["a"] = 1 }]])));
        Assert.AreEqual("[1,\"x\"]", Read(AmqpMessageBody.FromSequence([[1, "x"]])));
    }

    [TestMethod]
    public void Read_ByteOrderMark_IsTakenOff() =>
        Assert.AreEqual(Json, Read(AmqpMessageBody.FromData([Bytes("\uFEFF" + Json)])));

    [TestMethod]
    public void Read_Nested_EndsAtADepth()
    {
        object value = "end";
        for (var i = 0; i < 200; i++)
            value = new List<object> { value };
        Assert.IsLessThan(100, Read(AmqpMessageBody.FromValue(value)).Length);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Receive_FromOtherSenders_SameBodyWithTypeAndTrace()
    {
        await using var rig = await ServiceBusRig.OpenAsync(nameof(BodyTests), new JobQueueOptions { DefaultType = "digest_request" });
        await using var sender = rig.Home.Connection.Client().CreateSender(rig.Name);
        var bodies = new[]
        {
            AmqpMessageBody.FromData([Bytes(Json[..7]), Bytes(Json[7..])]),
            AmqpMessageBody.FromValue(Json),
            AmqpMessageBody.FromValue(new Dictionary<string, object> { ["message_id"] = "m", ["audience"] = "advisors" }),
            AmqpMessageBody.FromSequence([[Json[..5], Json[5..]]]),
        };
        foreach (var body in bodies)
        {
            var message = new ServiceBusMessage(new AmqpAnnotatedMessage(body)) { MessageId = Guid.NewGuid().ToString() };
            message.ApplicationProperties["traceparent"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
            message.ApplicationProperties["attempt"] = 3;
            await sender.SendMessageAsync(message, Ct);
        }

        for (var i = 0; i < bodies.Length; i++)
        {
            var lease = await rig.TakeOneAsync();
            Assert.AreEqual(Json, Encoding.UTF8.GetString(lease.Job.Body.Span), $"body {i}");
            Assert.AreEqual(
                ("digest_request", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "3"),
                (lease.Job.Type, lease.Job.TraceParent, lease.Job.Properties["attempt"]));
            await lease.CompleteAsync(Ct);
        }
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Read(AmqpMessageBody body) => Encoding.UTF8.GetString(MessageBodies.Read(body).Span);
}
