namespace WellIntake.ServiceBus.Amqp;

/// <summary>Error conditions (amqp-core 2.8.15 to 2.8.18, 4.5.9).</summary>
internal static class AmqpConditions
{
    public const string InternalError = "amqp:internal-error";
    public const string NotFound = "amqp:not-found";
    public const string UnauthorizedAccess = "amqp:unauthorized-access";
    public const string DecodeError = "amqp:decode-error";
    public const string ResourceLimitExceeded = "amqp:resource-limit-exceeded";
    public const string NotAllowed = "amqp:not-allowed";
    public const string InvalidField = "amqp:invalid-field";
    public const string NotImplemented = "amqp:not-implemented";
    public const string ConnectionForced = "amqp:connection:forced";
    public const string FramingError = "amqp:connection:framing-error";
    public const string WindowViolation = "amqp:session:window-violation";
    public const string ErrantLink = "amqp:session:errant-link";
    public const string HandleInUse = "amqp:session:handle-in-use";
    public const string UnattachedHandle = "amqp:session:unattached-handle";
    public const string DetachForced = "amqp:link:detach-forced";
    public const string TransferLimitExceeded = "amqp:link:transfer-limit-exceeded";
    public const string MessageSizeExceeded = "amqp:link:message-size-exceeded";
    public const string Stolen = "amqp:link:stolen";
    public const string TransactionRollback = "amqp:transaction:rollback";
    public const string TransactionTimeout = "amqp:transaction:timeout";
    public const string TransactionUnknownId = "amqp:transaction:unknown-id";
}
