using WellIntake.ServiceBus.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>How a message is settled: as an outcome on its link, or as a request.</summary>
internal sealed class Settlement
{
    private readonly string _status;
    private readonly AmqpMap? _properties;
    private readonly string? _reason;
    private readonly string? _description;

    private Settlement(string status, AmqpMap? properties = null, string? reason = null, string? description = null)
        => (_status, _properties, _reason, _description) = (status, properties, reason, description);

    public static Settlement Complete { get; } = new("completed");

    public static Settlement Abandon(IDictionary<string, object>? properties) => new("abandoned", Map(properties));

    // So spelt on the wire.
    public static Settlement Defer(IDictionary<string, object>? properties) => new("defered", Map(properties));

    public static Settlement DeadLetter(string? reason, string? description, IDictionary<string, object>? properties) => new("suspended", Map(properties), reason, description);

    public AmqpDeliveryState ToOutcome() => _status switch
    {
        "completed" => AmqpDeliveryState.Accepted,
        "abandoned" => new AmqpModified(MessageAnnotations: Symbols(_properties)),
        "defered" => new AmqpModified(UndeliverableHere: true, MessageAnnotations: Symbols(_properties)),
        _ => new AmqpRejected(new AmqpError(ServiceConditions.DeadLetter, Info: DeadLetterInfo())),
    };

    public AmqpMap ToRequest(Guid lockToken)
    {
        var request = new AmqpMap { { "lock-tokens", AmqpArray.Of([lockToken]) }, { "disposition-status", _status } };
        if (_reason is not null)
            request.Add("deadletter-reason", _reason);
        if (_description is not null)
            request.Add("deadletter-description", _description);
        if (_properties is { Count: > 0 })
            request.Add("properties-to-modify", _properties);
        return request;
    }

    private AmqpMap DeadLetterInfo()
    {
        var info = Symbols(_properties) ?? new AmqpMap();
        if (_reason is not null)
            info[new AmqpSymbol(MessageKeys.DeadLetterReason)] = _reason;
        if (_description is not null)
            info[new AmqpSymbol(MessageKeys.DeadLetterErrorDescription)] = _description;
        return info;
    }

    private static AmqpMap? Map(IDictionary<string, object>? properties)
    {
        if (properties is null)
            return null;
        var map = new AmqpMap();
        foreach (var (key, value) in properties)
            map[key] = AmqpValues.ToProperty(key, value);
        return map;
    }

    // Outcomes carry fields, whose keys are symbols.
    private static AmqpMap? Symbols(AmqpMap? properties)
    {
        if (properties is null)
            return null;
        var map = new AmqpMap();
        foreach (var (key, value) in properties)
            map[new AmqpSymbol((string)key)] = value;
        return map;
    }
}
