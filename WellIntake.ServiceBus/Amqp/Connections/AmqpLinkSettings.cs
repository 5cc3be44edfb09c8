namespace WellIntake.ServiceBus.Amqp;

/// <summary>A link to send on.</summary>
internal sealed record AmqpSenderSettings
{
    /// <summary>The entity, as the broker names it.</summary>
    public required string Address { get; init; }

    /// <summary>The link's name, unlike any other between the two containers; null: one is made.</summary>
    public string? Name { get; init; }

    /// <summary>The target, where it is not the entity but the coordinator of transactions.</summary>
    public AmqpCoordinator? Coordinator { get; init; }

    /// <summary>The source's address, where the peer wants one (reply links); null: the link's name.</summary>
    public string? SourceAddress { get; init; }

    /// <summary>Properties of the attach.</summary>
    public AmqpMap? Properties { get; init; }

    /// <summary>How long to wait for the peer's attach; null: the operation time-out.</summary>
    public TimeSpan? AttachTimeout { get; init; }
}

/// <summary>A link to receive on.</summary>
internal sealed record AmqpReceiverSettings
{
    /// <summary>The entity, as the broker names it.</summary>
    public required string Address { get; init; }

    /// <summary>The link's name, unlike any other between the two containers; null: one is made.</summary>
    public string? Name { get; init; }

    /// <summary>The target's address, where the peer wants one (reply links); null: the link's name.</summary>
    public string? TargetAddress { get; init; }

    /// <summary>Deliveries kept ready beyond what is asked for; 0: the peer sends only while a receive waits.</summary>
    public int Prefetch { get; init; }

    /// <summary>Deliveries come settled: they are gone from the broker once sent (receive and delete).</summary>
    public bool Settled { get; init; }

    /// <summary>Whether a close takes back the credit first, so that what crosses it is received and released; not for answers, of which none is on its way unasked.</summary>
    public bool DrainOnClose { get; init; } = true;

    /// <summary>The source's filters: value by name. A value that is no <see cref="AmqpDescribed"/> is described by its name, as Service Bus has it.</summary>
    public AmqpMap? Filter { get; init; }

    /// <summary>Properties of the attach.</summary>
    public AmqpMap? Properties { get; init; }

    /// <summary>The largest message taken, in bytes.</summary>
    public ulong MaxMessageSize { get; init; } = 110 * 1024 * 1024;

    /// <summary>How long to wait for the peer's attach; null: the operation time-out. A session's attach may be answered late.</summary>
    public TimeSpan? AttachTimeout { get; init; }
}
