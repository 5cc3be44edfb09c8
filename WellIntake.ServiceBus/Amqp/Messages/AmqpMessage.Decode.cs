namespace WellIntake.ServiceBus.Amqp;

/// <content>Reading.</content>
internal sealed partial class AmqpMessage
{
    /// <summary>Reads a message; its data sections point into <paramref name="bytes"/>, everything else is copied.</summary>
    /// <exception cref="AmqpDecodeException">It is none: a section is unknown, there are bodies of two kinds or a second value, or a value is broken. Otherwise it
    /// is lenient as the official clients are: of a section that is there twice the later counts, and a message may lack a body.</exception>
    public static AmqpMessage Decode(ReadOnlyMemory<byte> bytes)
    {
        var reader = new AmqpReader(bytes.Span);
        var message = new AmqpMessage();
        List<ReadOnlyMemory<byte>>? data = null;
        List<IReadOnlyList<object?>>? sequences = null;
        ulong body = 0;
        while (!reader.AtEnd)
        {
            var section = reader.ReadDescriptor();
            if (section is >= Descriptor.Data and <= Descriptor.Value)
            {
                if (body != 0 && (section != body || section == Descriptor.Value))
                    throw reader.Error($"body section 0x{section:x} after body section 0x{body:x}");
                body = section;
            }

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
