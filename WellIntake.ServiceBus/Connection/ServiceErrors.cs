using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Net.WebSockets;
using WellIntake.ServiceBus.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>What went wrong below, as the exceptions that callers know.</summary>
internal static class ServiceErrors
{
    /// <summary>The exception to throw for this one; this one itself where it says enough.</summary>
    public static Exception Translate(Exception exception, string entityPath) => exception switch
    {
        ServiceBusException known => WithEntity(known, entityPath),
        AmqpException amqp => From(amqp.Condition.Value, amqp.Description, entityPath, connectionFailed: amqp.Scope is AmqpScope.Connection or AmqpScope.Session or AmqpScope.Link, amqp),
        TimeoutException => new ServiceBusException($"The service did not answer in time: {exception.Message}", ServiceBusFailureReason.ServiceTimeout, entityPath, exception),
        SocketException socket => CutOff($"{socket.Message} ErrorCode: {socket.SocketErrorCode}", entityPath, exception),
        IOException or WebSocketException or AmqpDecodeException => CutOff(exception.Message, entityPath, exception),
        HttpRequestException => CutOff(exception.Message, entityPath, exception),
        _ => exception,
    };

    public static Exception From(string condition, string description, string entityPath, bool connectionFailed, Exception? inner)
    {
        return condition switch
        {
            ServiceConditions.Timeout => Failed(ServiceBusFailureReason.ServiceTimeout),
            AmqpConditions.NotFound => Failed(ServiceBusFailureReason.MessagingEntityNotFound),
            AmqpConditions.NotImplemented => new NotSupportedException(description, inner),
            AmqpConditions.NotAllowed => new InvalidOperationException(description, inner),
            AmqpConditions.UnauthorizedAccess or ServiceConditions.AuthorizationFailed or ServiceConditions.PublisherRevoked
                => new UnauthorizedAccessException($"{description} ({entityPath})", inner),
            ServiceConditions.ServerBusy => Failed(ServiceBusFailureReason.ServiceBusy),
            ServiceConditions.ArgumentError => new ArgumentException(description, paramName: null, inner),
            ServiceConditions.ArgumentOutOfRange => OutOfRange(description, inner),
            ServiceConditions.EntityDisabled => Failed(ServiceBusFailureReason.MessagingEntityDisabled),
            ServiceConditions.EntityAlreadyExists => Failed(ServiceBusFailureReason.MessagingEntityAlreadyExists),
            ServiceConditions.MessageLockLost => Failed(ServiceBusFailureReason.MessageLockLost),
            ServiceConditions.SessionLockLost => Failed(ServiceBusFailureReason.SessionLockLost),
            ServiceConditions.SessionCannotBeLocked => Failed(ServiceBusFailureReason.SessionCannotBeLocked),
            ServiceConditions.MessageNotFound => Failed(ServiceBusFailureReason.MessageNotFound),
            AmqpConditions.ResourceLimitExceeded => Failed(ServiceBusFailureReason.QuotaExceeded),
            AmqpConditions.MessageSizeExceeded => Failed(ServiceBusFailureReason.MessageSizeExceeded),
            _ when connectionFailed => CutOff(description, entityPath, inner),
            _ => new ServiceBusException(isTransient: true, description, entityPath, ServiceBusFailureReason.GeneralError, inner),
        };

        ServiceBusException Failed(ServiceBusFailureReason reason) => new(description, reason, entityPath, inner);
    }

    private static ServiceBusException CutOff(string message, string entityPath, Exception? inner)
        => new(message, ServiceBusFailureReason.ServiceCommunicationProblem, entityPath, inner);

    // Which argument it was the service says in words only.
    [SuppressMessage("Usage", "MA0015", Justification = "There is no argument of ours to name.")]
    private static ArgumentOutOfRangeException OutOfRange(string description, Exception? inner) => new(description, inner);

    private static ServiceBusException WithEntity(ServiceBusException exception, string entityPath)
    {
        exception.EntityPath ??= entityPath;
        return exception;
    }
}
