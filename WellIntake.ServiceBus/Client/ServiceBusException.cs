using System.Globalization;

namespace Azure.Messaging.ServiceBus;

/// <summary>An operation failed for a reason that is the service's or the network's.</summary>
public class ServiceBusException : Exception
{
    /// <summary>An exception without particulars: not transient, general error.</summary>
    public ServiceBusException()
    {
    }

    /// <summary>An exception whose <see cref="IsTransient"/> follows from the reason: true when busy, timed out or cut off.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="reason">Why.</param>
    /// <param name="entityPath">The entity it happened to.</param>
    /// <param name="innerException">What it came from.</param>
    public ServiceBusException(string message, ServiceBusFailureReason reason, string? entityPath = default, Exception? innerException = default)
        : this(IsTransientReason(reason), message, entityPath, reason, innerException)
    {
    }

    /// <summary>An exception with all particulars.</summary>
    /// <param name="isTransient">Whether trying again may help.</param>
    /// <param name="message">What happened.</param>
    /// <param name="entityName">The entity it happened to.</param>
    /// <param name="reason">Why.</param>
    /// <param name="innerException">What it came from.</param>
    public ServiceBusException(bool isTransient, string message, string? entityName = default, ServiceBusFailureReason reason = ServiceBusFailureReason.GeneralError, Exception? innerException = default)
        : base(message, innerException)
    {
        IsTransient = isTransient;
        EntityPath = entityName;
        Reason = reason;
    }

    /// <summary>Whether trying again may help.</summary>
    public bool IsTransient { get; }

    /// <summary>Why the operation failed.</summary>
    public ServiceBusFailureReason Reason { get; }

    /// <summary>The entity it happened to, when known.</summary>
    public string? EntityPath { get; internal set; }

    /// <summary>What happened, with entity and reason.</summary>
    public override string Message => string.IsNullOrEmpty(EntityPath)
        ? string.Create(CultureInfo.InvariantCulture, $"{base.Message} ({Reason})")
        : string.Create(CultureInfo.InvariantCulture, $"{base.Message} ({EntityPath} - {Reason})");

    private static bool IsTransientReason(ServiceBusFailureReason reason) => reason is
        ServiceBusFailureReason.ServiceCommunicationProblem or ServiceBusFailureReason.ServiceTimeout or ServiceBusFailureReason.ServiceBusy;
}
