namespace Azure.Messaging.ServiceBus;

/// <summary>Why an operation failed.</summary>
public enum ServiceBusFailureReason
{
    /// <summary>None of the others.</summary>
    GeneralError,

    /// <summary>There is no queue, topic or subscription of that name.</summary>
    MessagingEntityNotFound,

    /// <summary>The lock of the message ran out, or the message was settled already: it may be with another receiver by now.</summary>
    MessageLockLost,

    /// <summary>There is no message of that sequence number in the state asked for.</summary>
    MessageNotFound,

    /// <summary>The message, or the batch, is larger than the entity takes.</summary>
    MessageSizeExceeded,

    /// <summary>The entity is disabled for this operation.</summary>
    MessagingEntityDisabled,

    /// <summary>The entity is full, or a limit of connections is reached.</summary>
    QuotaExceeded,

    /// <summary>The service asks to come back later.</summary>
    ServiceBusy,

    /// <summary>No answer within the try's time.</summary>
    ServiceTimeout,

    /// <summary>The service could not be reached, or the connection broke.</summary>
    ServiceCommunicationProblem,

    /// <summary>Another receiver holds the session.</summary>
    SessionCannotBeLocked,

    /// <summary>The lock of the session ran out; its receiver is of no more use.</summary>
    SessionLockLost,

    /// <summary>An entity of that name exists already.</summary>
    MessagingEntityAlreadyExists,
}
