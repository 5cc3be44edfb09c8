using System.IO.Pipelines;

namespace WellIntake.ServiceBus.Amqp;

/// <summary>What the two ends say before the first session: SASL (amqp-core 5.3), protocol headers (2.2), open (2.4.1). One thing after the other, each waited for.</summary>
internal static class AmqpHandshake
{
    /// <summary>The mechanisms taken, best first: the token goes over $cbs later, so neither says who one is.</summary>
    private static readonly AmqpSymbol[] Mechanisms = ["MSSBCBS", "ANONYMOUS"];

    public static async Task<AmqpOpen> RunAsync(Stream stream, PipeReader pipe, AmqpConnectionOptions options, CancellationToken cancellationToken)
    {
        var reader = new AmqpFrameReader(pipe, options.MaxFrameSize);
        using var writer = new AmqpWriter();

        writer.WriteRaw(ProtocolHeader.Sasl);
        await FlushAsync(stream, writer, cancellationToken);
        ProtocolHeader.Require(await reader.ReadProtocolHeaderAsync(cancellationToken), ProtocolHeader.Sasl);
        await AuthenticateAsync(stream, reader, writer, options, cancellationToken);

        writer.WriteRaw(ProtocolHeader.Amqp);
        await FlushAsync(stream, writer, cancellationToken);
        ProtocolHeader.Require(await reader.ReadProtocolHeaderAsync(cancellationToken), ProtocolHeader.Amqp);

        AmqpFrame.Write(writer, AmqpFrame.Amqp, 0, new AmqpOpen
        {
            ContainerId = options.ContainerId,
            HostName = options.HostName,
            MaxFrameSize = options.MaxFrameSize,
            ChannelMax = AmqpConnection.ChannelMax,
            IdleTimeOut = (uint)Math.Min(options.IdleTimeout.TotalMilliseconds / 2, uint.MaxValue),
            Properties = options.Properties,
        });
        await FlushAsync(stream, writer, cancellationToken);

        var (frame, body) = await reader.ReadFrameAsync(cancellationToken);
        return frame.Type == AmqpFrame.Amqp ? DecodeOpen(body) : throw new AmqpDecodeException($"a frame of type {frame.Type} where open should be", 5);
    }

    private static async Task AuthenticateAsync(Stream stream, AmqpFrameReader reader, AmqpWriter writer, AmqpConnectionOptions options, CancellationToken cancellationToken)
    {
        var offered = DecodeMechanisms(await reader.ReadFrameAsync(cancellationToken));
        var index = Array.FindIndex(Mechanisms, mechanism => offered.Contains(mechanism));
        if (index < 0)
        {
            throw new AmqpException(
                AmqpScope.Connection, AmqpConditions.UnauthorizedAccess, $"The peer offers none of the SASL mechanisms {string.Join(", ", Mechanisms)}, but {offered.Count} others");
        }

        AmqpFrame.Write(writer, AmqpFrame.Sasl, 0, new SaslInit { Mechanism = Mechanisms[index], HostName = options.HostName });
        await FlushAsync(stream, writer, cancellationToken);
        if (DecodeOutcome(await reader.ReadFrameAsync(cancellationToken)) is var code and not 0)
            throw new AmqpException(AmqpScope.Connection, AmqpConditions.UnauthorizedAccess, $"The peer refused SASL {Mechanisms[index]} with code {code}");
    }

    private static IReadOnlyList<AmqpSymbol> DecodeMechanisms((AmqpFrame Frame, byte[] Body) received)
    {
        var reader = SaslBody(received, Descriptor.SaslMechanisms, "sasl-mechanisms");
        return SaslMechanisms.Decode(ref reader).Mechanisms;
    }

    private static byte DecodeOutcome((AmqpFrame Frame, byte[] Body) received)
    {
        var reader = SaslBody(received, Descriptor.SaslOutcome, "sasl-outcome");
        return SaslOutcome.Decode(ref reader).Code;
    }

    private static AmqpReader SaslBody((AmqpFrame Frame, byte[] Body) received, ulong expected, string name)
    {
        if (received.Frame.Type != AmqpFrame.Sasl)
            throw new AmqpDecodeException($"a frame of type {received.Frame.Type} where {name} should be", 5);
        var reader = new AmqpReader(received.Body);
        var descriptor = reader.ReadDescriptor();
        return descriptor == expected ? reader : throw reader.Error($"0x{descriptor:x} where {name} should be");
    }

    private static AmqpOpen DecodeOpen(byte[] body)
    {
        var reader = new AmqpReader(body);
        switch (reader.ReadDescriptor())
        {
            case Descriptor.Open:
                var open = AmqpOpen.Decode(ref reader);
                return open.MaxFrameSize is < AmqpFrame.MinMaxFrameSize
                    ? throw reader.Error($"a max-frame-size of {open.MaxFrameSize}, below {AmqpFrame.MinMaxFrameSize}")
                    : open;
            case Descriptor.Close:
                throw new AmqpException(AmqpScope.Connection, AmqpClose.Decode(ref reader).Error ?? new AmqpError(AmqpConditions.ConnectionForced));
            case var other:
                throw reader.Error($"0x{other:x} where open should be");
        }
    }

    private static async Task FlushAsync(Stream stream, AmqpWriter writer, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(writer.WrittenMemory, cancellationToken);
        await stream.FlushAsync(cancellationToken);
        writer.Reset();
    }
}
