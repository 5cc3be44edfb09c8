using WellIntake.ServiceBus.Amqp;

namespace WellIntake.Tests.ServiceBus.Amqp;

/// <summary>REL-7 on a live connection: damaged frames in random pieces. Whatever they say, the connection, session or link ends with a reason, and nothing hangs.</summary>
[TestClass]
[TestCategory("REL-7")]
public sealed class AmqpDamagedStreamTests
{
    [TestMethod]
    public async Task Take_DamagedFrames_EndsWithAReasonOrGoesOn()
    {
        var fuzz = new FrameFuzz(seed: 7);
        var random = new Random(7);
        var corpus = Corpus();
        for (var round = 0; round < 150; round++)
        {
            await using var peer = new ScriptedPeer();
            await using var connection = await peer.ConnectAsync();
            var session = await peer.BeginAsync(connection);
            var sender = await peer.AttachSenderAsync(session);
            var receiver = await peer.AttachReceiverAsync(session, new AmqpReceiverSettings { Address = "q", Prefetch = 10 });
            Task[] waiting =
            [
                sender.SendAsync(new byte[100]), sender.SendAsync(new byte[100]), receiver.ReceiveAsync(10, Timeout.InfiniteTimeSpan), receiver.ReceiveAsync(10, Timeout.InfiniteTimeSpan),
            ];
            try
            {
                for (var frame = 0; frame < 20; frame++)
                    await SendInPiecesAsync(peer, fuzz.Damage(corpus[random.Next(corpus.Count)], corpus), random);
            }
            catch (IOException)
            {
                // The client has had enough.
            }

            peer.Cut();
            Assert.IsNotNull(await connection.Closed.WaitAsync(TimeSpan.FromSeconds(30)), $"round {round}");
            foreach (var task in waiting)
                await EndsAsync(task, round);
        }
    }

    private static async Task EndsAsync(Task task, int round)
    {
        try
        {
            await task.WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (AmqpException e)
        {
            Assert.IsFalse(string.IsNullOrWhiteSpace(e.Condition.Value) && string.IsNullOrWhiteSpace(e.Description), $"round {round}: {e}");
        }
    }

    // Frames that this connection would take in good health, so that damage reaches deep.
    private static List<byte[]> Corpus()
    {
        var message = new AmqpMessage { Properties = new AmqpProperties { MessageId = "m" }, Value = "x" }.ToArray();
        return
        [
            AnyFrame.Encode(new AmqpTransfer { Handle = 7, DeliveryId = 1, DeliveryTag = new byte[] { 1 }, MessageFormat = 0 }, message, 3),
            AnyFrame.Encode(new AmqpTransfer { Handle = 7, DeliveryId = 2, DeliveryTag = new byte[] { 2 }, More = true }, message, 3),
            AnyFrame.Encode(new AmqpTransfer { Handle = 7, Aborted = true }, [], 3),
            AnyFrame.Encode(new AmqpDisposition { IsReceiver = true, First = 0, Last = 1, Settled = true, State = AmqpDeliveryState.Accepted }, [], 3),
            AnyFrame.Encode(new AmqpDisposition { IsReceiver = false, First = 0, Last = 5, Settled = true, State = new AmqpRejected(new AmqpError("a:b")) }, [], 3),
            AnyFrame.Encode(new AmqpFlow { NextIncomingId = 1, IncomingWindow = 50, NextOutgoingId = 100, OutgoingWindow = 50, Handle = 5, DeliveryCount = 1, LinkCredit = 9 }, [], 3),
            AnyFrame.Encode(new AmqpFlow { NextIncomingId = 1, IncomingWindow = 50, NextOutgoingId = 100, OutgoingWindow = 50, Handle = 7, DeliveryCount = 41, LinkCredit = 9, Echo = true }, [], 3),
            AnyFrame.Encode(new AmqpAttach { Name = "n", Handle = 9, IsReceiver = true, Source = new AmqpSource { Address = "q" }, Target = new AmqpTarget { Address = "t" } }, [], 3),
            AnyFrame.Encode(new AmqpDetach { Handle = 7, Closed = true, Error = new AmqpError("a:b", "c") }, [], 3),
            AnyFrame.Encode(new AmqpBegin { RemoteChannel = 0, NextOutgoingId = 0, IncomingWindow = 1, OutgoingWindow = 1 }, [], 4),
            AnyFrame.Encode(new AmqpEnd(), [], 3),
        ];
    }

    private static async Task SendInPiecesAsync(ScriptedPeer peer, byte[] frame, Random random)
    {
        for (var sent = 0; sent < frame.Length;)
        {
            var length = Math.Min(1 + random.Next(40), frame.Length - sent);
            await peer.SendRawAsync(frame.AsMemory(sent, length));
            sent += length;
        }
    }
}
