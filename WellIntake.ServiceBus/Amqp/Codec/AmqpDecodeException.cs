namespace WellIntake.ServiceBus.Amqp;

/// <summary>Bytes that are not AMQP: says what is wrong and at which byte of the piece that was being read. Never holds the bytes themselves.</summary>
internal sealed class AmqpDecodeException(string what, int offset) : Exception($"Not AMQP 1.0 at byte {offset}: {what}.")
{
    /// <summary>What is wrong.</summary>
    public string What { get; } = what;

    /// <summary>Where, counted from the start of the frame's body or the message.</summary>
    public int Offset { get; } = offset;
}
