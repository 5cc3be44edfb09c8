namespace WellIntake.ServiceBus.Amqp;

/// <summary>An open way to the broker: bytes both ways. Disposing cuts it; reads and writes under way then fail.</summary>
internal interface IAmqpTransport : IAsyncDisposable
{
    /// <summary>The bytes; reading and writing at the same time is fine, two writes at once are not.</summary>
    Stream Stream { get; }
}
