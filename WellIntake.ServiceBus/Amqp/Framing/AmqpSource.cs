namespace WellIntake.ServiceBus.Amqp;

/// <summary>Where a link's messages come from (amqp-core 3.5.3).</summary>
internal sealed record AmqpSource
{
    public string? Address { get; init; }

    public uint? Durable { get; init; }

    public AmqpSymbol? ExpiryPolicy { get; init; }

    /// <summary>Seconds.</summary>
    public uint? Timeout { get; init; }

    public bool? Dynamic { get; init; }

    public AmqpMap? DynamicNodeProperties { get; init; }

    public AmqpSymbol? DistributionMode { get; init; }

    /// <summary>Filters by name (a symbol); mostly <see cref="AmqpDescribed"/>.</summary>
    public AmqpMap? Filter { get; init; }

    public AmqpDeliveryState? DefaultOutcome { get; init; }

    public IReadOnlyList<AmqpSymbol>? Outcomes { get; init; }

    public IReadOnlyList<AmqpSymbol>? Capabilities { get; init; }
}
