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
}
