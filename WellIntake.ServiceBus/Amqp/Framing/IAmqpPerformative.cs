namespace WellIntake.ServiceBus.Amqp;

/// <summary>What a frame says (amqp-core 2.7, 5.3.3).</summary>
internal interface IAmqpPerformative
{
    void Encode(AmqpWriter writer);
}
