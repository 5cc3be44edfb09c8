namespace WellIntake.ServiceBus.Amqp;

/// <summary>The immutable properties of a message (amqp-core 3.2.4).</summary>
internal sealed record AmqpProperties
{
    /// <summary>A string, ulong, Guid or byte[].</summary>
    public object? MessageId { get; init; }

    public ReadOnlyMemory<byte>? UserId { get; init; }

    public string? To { get; init; }

    public string? Subject { get; init; }

    public string? ReplyTo { get; init; }

    /// <summary>A string, ulong, Guid or byte[].</summary>
    public object? CorrelationId { get; init; }

    /// <summary>A symbol on the wire: ASCII only.</summary>
    public string? ContentType { get; init; }

    public string? ContentEncoding { get; init; }

    /// <summary>UTC.</summary>
    public DateTime? AbsoluteExpiryTime { get; init; }

    /// <summary>UTC.</summary>
    public DateTime? CreationTime { get; init; }

    /// <summary>Service Bus: the session id.</summary>
    public string? GroupId { get; init; }

    public uint? GroupSequence { get; init; }

    /// <summary>Service Bus: the session id for replies.</summary>
    public string? ReplyToGroupId { get; init; }

    public void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.Properties);
        fields.Value(MessageId);
        fields.Binary(UserId);
        fields.String(To);
        fields.String(Subject);
        fields.String(ReplyTo);
        fields.Value(CorrelationId);
        fields.Symbol(ContentType is null ? default(AmqpSymbol?) : new AmqpSymbol(ContentType));
        fields.Symbol(ContentEncoding is null ? default(AmqpSymbol?) : new AmqpSymbol(ContentEncoding));
        fields.Timestamp(AbsoluteExpiryTime);
        fields.Timestamp(CreationTime);
        fields.String(GroupId);
        fields.UInt(GroupSequence);
        fields.String(ReplyToGroupId);
        fields.End();
    }

    public static AmqpProperties DecodeFields(AmqpFields fields)
    {
        var properties = new AmqpProperties
        {
            MessageId = fields.Value(),
            UserId = fields.Binary(),
            To = fields.String(),
            Subject = fields.String(),
            ReplyTo = fields.String(),
            CorrelationId = fields.Value(),
            ContentType = fields.SymbolOrString(),
            ContentEncoding = fields.SymbolOrString(),
            AbsoluteExpiryTime = fields.Timestamp(),
            CreationTime = fields.Timestamp(),
            GroupId = fields.String(),
            GroupSequence = fields.UInt(),
            ReplyToGroupId = fields.String(),
        };
        fields.End();
        return properties;
    }
}
