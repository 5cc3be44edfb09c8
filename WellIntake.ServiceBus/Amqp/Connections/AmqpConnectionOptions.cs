namespace WellIntake.ServiceBus.Amqp;

/// <summary>How to connect, and how long to wait for what.</summary>
internal sealed record AmqpConnectionOptions
{
    /// <summary>The way to the broker, from <see cref="AmqpTransports"/>.</summary>
    public required AmqpConnect Connect { get; init; }

    /// <summary>The virtual host of open and SASL: the namespace's full name.</summary>
    public required string HostName { get; init; }

    /// <summary>This end's name; must differ between connections.</summary>
    public required string ContainerId { get; init; }

    /// <summary>The largest frame this end takes, in bytes.</summary>
    public uint MaxFrameSize { get; init; } = 64 * 1024;

    /// <summary>The peer is taken for gone after this long without a byte; half of it is announced to it (amqp-core 2.4.5).</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long opening, attaching, sending and settling wait for the peer's answer before a <see cref="TimeoutException"/>.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a close, an end or a detach waits for the peer's before it goes on without.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes that may wait to be written before senders wait.</summary>
    public int MaxPendingBytes { get; init; } = 1024 * 1024;

    /// <summary>Properties of the open, such as product and version.</summary>
    public AmqpMap? Properties { get; init; }

    /// <summary>The clock for every time-out and heartbeat.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
