namespace Azure.Messaging.ServiceBus;

/// <summary>Error conditions of Service Bus, beside those of AMQP.</summary>
internal static class ServiceConditions
{
    public const string Timeout = "com.microsoft:timeout";
    public const string ServerBusy = "com.microsoft:server-busy";
    public const string ArgumentError = "com.microsoft:argument-error";
    public const string ArgumentOutOfRange = "com.microsoft:argument-out-of-range";
    public const string EntityDisabled = "com.microsoft:entity-disabled";
    public const string EntityAlreadyExists = "com.microsoft:entity-already-exists";
    public const string AuthorizationFailed = "com.microsoft:auth-failed";
    public const string PublisherRevoked = "com.microsoft:publisher-revoked";
    public const string MessageLockLost = "com.microsoft:message-lock-lost";
    public const string MessageNotFound = "com.microsoft:message-not-found";
    public const string SessionLockLost = "com.microsoft:session-lock-lost";
    public const string SessionCannotBeLocked = "com.microsoft:session-cannot-be-locked";
    public const string DeadLetter = "com.microsoft:dead-letter";
}
