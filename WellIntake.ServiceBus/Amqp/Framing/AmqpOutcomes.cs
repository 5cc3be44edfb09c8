namespace WellIntake.ServiceBus.Amqp;

/// <summary>Worked on; for a receiver of Service Bus: complete.</summary>
internal sealed record AmqpAccepted : AmqpDeliveryState
{
    public override void Encode(AmqpWriter writer) => new AmqpComposite(writer, Descriptor.Accepted).End();
}

/// <summary>Not and never worked on: given back as it came.</summary>
internal sealed record AmqpReleased : AmqpDeliveryState
{
    public override void Encode(AmqpWriter writer) => new AmqpComposite(writer, Descriptor.Released).End();
}

/// <summary>Invalid and unprocessable; for a receiver of Service Bus: dead-letter.</summary>
internal sealed record AmqpRejected(AmqpError? Error = null) : AmqpDeliveryState
{
    public override void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.Rejected);
        fields.Error(Error);
        fields.End();
    }

    public static AmqpRejected DecodeFields(AmqpFields fields)
    {
        var state = new AmqpRejected(fields.Error());
        fields.End();
        return state;
    }
}

/// <summary>Given back changed; for a receiver of Service Bus: abandon, and undeliverable here: defer.</summary>
internal sealed record AmqpModified(bool? DeliveryFailed = null, bool? UndeliverableHere = null, AmqpMap? MessageAnnotations = null) : AmqpDeliveryState
{
    public override void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.Modified);
        fields.Boolean(DeliveryFailed);
        fields.Boolean(UndeliverableHere);
        fields.Map(MessageAnnotations);
        fields.End();
    }

    public static AmqpModified DecodeFields(AmqpFields fields)
    {
        var state = new AmqpModified(fields.Boolean(), fields.Boolean(), fields.Map());
        fields.End();
        return state;
    }
}

/// <summary>Not an outcome: how far a delivery has come.</summary>
internal sealed record AmqpReceived(uint SectionNumber, ulong SectionOffset) : AmqpDeliveryState
{
    public override bool IsOutcome => false;

    public override void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.Received);
        fields.UInt(SectionNumber);
        fields.ULong(SectionOffset);
        fields.End();
    }

    public static AmqpReceived DecodeFields(AmqpFields fields)
    {
        var state = new AmqpReceived(fields.Required(fields.UInt(), "section-number"), fields.Required(fields.ULong(), "section-offset"));
        fields.End();
        return state;
    }
}

/// <summary>A state that this client does not know, as it came.</summary>
internal sealed record AmqpUnknownState(AmqpDescribed Value) : AmqpDeliveryState
{
    public override bool IsOutcome => false;

    public override void Encode(AmqpWriter writer) => writer.WriteDescribed(Value);
}
