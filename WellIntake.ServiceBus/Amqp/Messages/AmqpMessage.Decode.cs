namespace WellIntake.ServiceBus.Amqp;

/// <content>Reading.</content>
internal sealed partial class AmqpMessage
{
    /// <summary>Reads a message; its data sections point into <paramref name="bytes"/>, everything else is copied.</summary>
    /// <exception cref="AmqpDecodeException">It is none: a section is unknown, out of order or there twice, or a value is broken. Without a body is fine: some brokers answer so.</exception>
    public static AmqpMessage Decode(ReadOnlyMemory<byte> bytes)
    {
        var reader = new AmqpReader(bytes.Span);
        var message = new AmqpMessage();
        List<ReadOnlyMemory<byte>>? data = null;
        List<IReadOnlyList<object?>>? sequences = null;
        ulong last = 0;
        while (!reader.AtEnd)
        {
            var section = reader.ReadDescriptor();
            var repeats = section == last && section is Descriptor.Data or Descriptor.Sequence;
            var secondBody = section is >= Descriptor.Data and <= Descriptor.Value && last is >= Descriptor.Data and <= Descriptor.Value;
            if (!repeats && (section <= last || secondBody))
                throw reader.Error($"section 0x{section:x} after section 0x{last:x}");
            last = section;
            switch (section)
            {
                case Descriptor.Header:
                    message.Header = AmqpHeader.DecodeFields(reader.ReadFields("header"));
                    break;
                case Descriptor.DeliveryAnnotations:
                    message.DeliveryAnnotations = reader.ReadMap();
                    break;
                case Descriptor.MessageAnnotations:
                    message.MessageAnnotations = reader.ReadMap();
                    break;
                case Descriptor.Properties:
                    message.Properties = AmqpProperties.DecodeFields(reader.ReadFields("properties"));
                    break;
                case Descriptor.ApplicationProperties:
                    message.ApplicationProperties = DecodeApplicationProperties(ref reader);
                    break;
                case Descriptor.Data:
                    (data ??= []).Add(DecodeData(ref reader, bytes));
                    break;
                case Descriptor.Sequence:
                    (sequences ??= []).Add(reader.ReadList());
                    break;
                case Descriptor.Value:
                    message.Value = reader.ReadValue();
                    break;
                case Descriptor.Footer:
                    message.Footer = reader.ReadMap();
                    break;
                default:
                    throw reader.Error($"0x{section:x} is no section of a message");
            }
        }

        message.Data = data;
        message.Sequences = sequences;
        return message;
    }

    private static ReadOnlyMemory<byte> DecodeData(ref AmqpReader reader, ReadOnlyMemory<byte> bytes) =>
        reader.TryReadBinary(out var value) ? bytes.Slice(reader.Position - value.Length, value.Length) : throw reader.Error("a data section is null");

    private static OrderedDictionary<string, object?>? DecodeApplicationProperties(ref AmqpReader reader)
    {
        var pairs = reader.BeginMap(out var outerEnd);
        if (pairs < 0)
            return null;
        var properties = new OrderedDictionary<string, object?>();
        for (var i = 0; i < pairs; i++)
        {
            var key = reader.ReadString() ?? throw reader.Error("an application property has no name");
            if (!properties.TryAdd(key, reader.ReadValue()))
                throw reader.Error("an application property is there twice");
        }

        reader.EndMap(outerEnd);
        return properties;
    }
}
