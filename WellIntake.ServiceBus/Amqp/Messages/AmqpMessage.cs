namespace WellIntake.ServiceBus.Amqp;

/// <summary>
/// An annotated message (amqp-core 3.2). Sections that are null are not on the wire. Of the bodies one is set: data, a value, or sequences.
/// What this client does not know, such as described values in maps, is kept and written as it was.
/// </summary>
internal sealed partial class AmqpMessage
{
    /// <summary>The message format of an ordinary message.</summary>
    public const uint Format = 0;

    public AmqpHeader? Header { get; set; }

    public AmqpMap? DeliveryAnnotations { get; set; }

    /// <summary>Annotations; their keys are symbols.</summary>
    public AmqpMap? MessageAnnotations { get; set; }

    public AmqpProperties? Properties { get; set; }

    /// <summary>Properties of the application: simple values by name, in the order of the wire.</summary>
    public OrderedDictionary<string, object?>? ApplicationProperties { get; set; }

    /// <summary>The data sections of a data body; decoded ones point into the bytes they were read from.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Data { get; set; }

    /// <summary>The sequences of a sequence body.</summary>
    public IReadOnlyList<IReadOnlyList<object?>>? Sequences { get; set; }

    /// <summary>The value of a value body; null stands for no value body and for a null value, which <see cref="HasValue"/> tells apart.</summary>
    public object? Value
    {
        get;
        set
        {
            field = value;
            HasValue = true;
        }
    }

    /// <summary>Whether the body is a value, be it null.</summary>
    public bool HasValue { get; private set; }

    public AmqpMap? Footer { get; set; }

    /// <summary>The message's bytes in an array of its own.</summary>
    public byte[] ToArray()
    {
        using var writer = new AmqpWriter();
        Encode(writer);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>Writes all sections. A message without a body gets a null value: a bare message must have one (3.2).</summary>
    public void Encode(AmqpWriter writer)
    {
        Header?.Encode(writer);
        EncodeMap(writer, Descriptor.DeliveryAnnotations, DeliveryAnnotations);
        EncodeMap(writer, Descriptor.MessageAnnotations, MessageAnnotations);
        Properties?.Encode(writer);
        if (ApplicationProperties is not null)
        {
            writer.WriteDescriptor(Descriptor.ApplicationProperties);
            writer.WriteDictionary(ApplicationProperties);
        }

        EncodeBody(writer);
        EncodeMap(writer, Descriptor.Footer, Footer);
    }

    private static void EncodeMap(AmqpWriter writer, ulong descriptor, AmqpMap? map)
    {
        if (map is null)
            return;
        writer.WriteDescriptor(descriptor);
        writer.WriteMap(map);
    }

    private void EncodeBody(AmqpWriter writer)
    {
        if (Data is { Count: > 0 })
        {
            foreach (var section in Data)
            {
                writer.WriteDescriptor(Descriptor.Data);
                writer.WriteBinary(section.Span);
            }
        }
        else if (Sequences is { Count: > 0 })
        {
            foreach (var sequence in Sequences)
            {
                writer.WriteDescriptor(Descriptor.Sequence);
                writer.WriteValue(sequence);
            }
        }
        else
        {
            writer.WriteDescriptor(Descriptor.Value);
            writer.WriteValue(Value);
        }
    }
}
