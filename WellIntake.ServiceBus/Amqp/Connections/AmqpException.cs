namespace WellIntake.ServiceBus.Amqp;

/// <summary>What of the connection has failed: everything below it has too.</summary>
internal enum AmqpScope
{
    Connection,
    Session,
    Link,

    /// <summary>One delivery or request; the link goes on.</summary>
    Operation,
}

/// <summary>The peer's refusal, or the end of a link, a session or the connection while something waited for it.</summary>
internal sealed class AmqpException : Exception
{
    public AmqpException(AmqpScope scope, AmqpSymbol condition, string description, AmqpMap? info = null, Exception? inner = null)
        : base($"{description} ({condition})", inner)
    {
        Scope = scope;
        Condition = condition;
        Description = description;
        Info = info;
    }

    public AmqpException(AmqpScope scope, AmqpError error)
        : this(scope, error.Condition, string.IsNullOrEmpty(error.Description) ? "The peer gave no description" : error.Description, error.Info)
    {
    }

    /// <summary>What has failed.</summary>
    public AmqpScope Scope { get; }

    /// <summary>One of <see cref="AmqpConditions"/> or of the broker's own.</summary>
    public AmqpSymbol Condition { get; }

    /// <summary>The peer's words, or ours where it said none.</summary>
    public string Description { get; }

    /// <summary>More of the peer's, if any.</summary>
    public AmqpMap? Info { get; }
}
