using System.Net.Sockets;
using System.Security.Authentication;
using Azure;
using Azure.Identity;
using Azure.Messaging.ServiceBus;

namespace WellIntake.Modules.Platform.Queueing.ServiceBus;

/// <summary>What the client's exceptions mean, in one line that says which thing is wrong and what to do about it.</summary>
internal static class ServiceBusFailures
{
    /// <summary>The lock is gone: nothing that was asked for has been done.</summary>
    public static bool IsLockLost(Exception e) => e is ServiceBusException
    {
        Reason: ServiceBusFailureReason.MessageLockLost or ServiceBusFailureReason.SessionLockLost or ServiceBusFailureReason.MessageNotFound,
    };

    /// <summary>As the contract says it; what the contract has no word for comes back as it is.</summary>
    /// <param name="e">What the client threw.</param>
    /// <param name="entity">What it was about.</param>
    /// <param name="mayBeDone">A send that may have reached the broker all the same.</param>
    public static Exception Translate(Exception e, ServiceBusEntity entity, bool mayBeDone = false) => e switch
    {
        JobQueueUnavailableException or OperationCanceledException or ObjectDisposedException or ArgumentException => e,
        ServiceBusException { Reason: ServiceBusFailureReason.MessageSizeExceeded } =>
            new JobRefusedException($"A job is larger than {entity.Described} takes.", nameof(entity)),
        // What the administration client throws when every try has failed.
        AggregateException { InnerException: { } first } when Translate(first, entity, mayBeDone) is JobQueueUnavailableException away => away,
        ServiceBusException or UnauthorizedAccessException or AuthenticationFailedException or RequestFailedException or AuthenticationException
            or SocketException or IOException or TimeoutException or System.Net.WebSockets.WebSocketException or HttpRequestException =>
            new JobQueueUnavailableException(Describe(e, entity), e, mayBeDone && IsUnclear(e)),
        InvalidOperationException when NeedsSessions(e.Message) => new JobQueueUnavailableException(Describe(e, entity), e),
        _ => e,
    };

    /// <summary>Throws what <see cref="Translate"/> makes of it; returns when that is the same.</summary>
    public static void ThrowTranslated(Exception e, ServiceBusEntity entity)
    {
        var other = Translate(e, entity);
        if (!ReferenceEquals(other, e))
            throw other;
    }

    /// <summary>One line: which thing is wrong, and what to do.</summary>
    public static string Describe(Exception e, ServiceBusEntity entity)
    {
        // What is underneath says more than what the client makes of it.
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AuthenticationException:
                    return "Service Bus: the server's TLS certificate is not good for its name; check the host in AZURE_SERVICE_BUS_CONNECTION_STRING or SERVICEBUS_FULLY_QUALIFIED_NAMESPACE, and this machine's trusted certificates.";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return "Service Bus: there is no host of that name; check AZURE_SERVICE_BUS_CONNECTION_STRING or SERVICEBUS_FULLY_QUALIFIED_NAMESPACE.";
                case AuthenticationFailedException:
                    return "Service Bus: no token could be had for SERVICEBUS_FULLY_QUALIFIED_NAMESPACE; sign in, or give this machine a managed identity.";
                case UnauthorizedAccessException:
                    return Refused(cause.Message, entity);
                case RequestFailedException { Status: 401 or 403 }:
                    return Refused(cause.Message, entity);
                case ServiceBusException { Reason: ServiceBusFailureReason.MessagingEntityNotFound }:
                    return $"Service Bus: there is no {entity.Described}; create it with 'servicebus ensure', or correct its name ({NameSetting(entity)}).";
                case ServiceBusException { Reason: ServiceBusFailureReason.MessagingEntityDisabled }:
                    return $"Service Bus: {entity.Described} is disabled; enable it in the namespace.";
                case ServiceBusException { Reason: ServiceBusFailureReason.QuotaExceeded }:
                    return $"Service Bus: {entity.Described} is full.";
                case ServiceBusException { Reason: ServiceBusFailureReason.ServiceBusy }:
                    return "Service Bus: the namespace is busy and asks for patience.";
                case InvalidOperationException when NeedsSessions(cause.Message):
                    return $"Service Bus: {entity.Described} has sessions where none are configured, or none where they are; see 'servicebus ensure --check'.";
            }
        }

        return $"Service Bus: {entity.Described} cannot be reached ({e.GetType().Name}{(e is ServiceBusException s ? $", {s.Reason}" : string.Empty)}).";
    }

    /// <summary>It will not go away by itself: a name, a right, a certificate.</summary>
    public static bool CannotWork(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException or UnauthorizedAccessException or RequestFailedException { Status: 401 or 403 }
                or ServiceBusException { Reason: ServiceBusFailureReason.MessagingEntityNotFound or ServiceBusFailureReason.MessagingEntityDisabled })
            {
                return true;
            }
        }

        return e is InvalidOperationException and not ObjectDisposedException && NeedsSessions(e.Message);
    }

    /// <summary>The setting that gives an entity its name.</summary>
    public static string NameSetting(ServiceBusEntity entity) => entity.Queue switch
    {
        QueueNames.Digest => "AZURE_SERVICE_BUS_DIGEST_QUEUE",
        QueueNames.Nlp => "AZURE_SERVICE_BUS_NLP_QUEUE",
        QueueNames.Scoring => "AZURE_SERVICE_BUS_SCORING_QUEUE",
        QueueNames.Report => "AZURE_SERVICE_BUS_REPORT_QUEUE",
        QueueNames.MessageCompleted => "SERVICEBUS_MESSAGE_COMPLETED_TOPIC, SERVICEBUS_MESSAGE_COMPLETED_SUBSCRIPTION",
        _ => $"{ServiceBusOptions.Section}:Entities:{entity.Queue}",
    };

    private static string Refused(string words, ServiceBusEntity entity)
    {
        if (words.Contains("expired", StringComparison.OrdinalIgnoreCase))
            return "Service Bus: the token has expired; check this machine's clock, or renew the shared access signature.";
        foreach (var right in (ReadOnlySpan<string>)["Listen", "Send", "Manage"])
        {
            if (words.Contains($"'{right}'", StringComparison.OrdinalIgnoreCase) || words.Contains($"{right} claim", StringComparison.OrdinalIgnoreCase))
                return $"Service Bus: the right {right} on {entity.Described} is missing; add it to the access policy, or give this identity the role for it.";
        }

        return $"Service Bus: access to {entity.Described} was refused; check the key in AZURE_SERVICE_BUS_CONNECTION_STRING, or the roles of this identity (Data Sender, Data Receiver; Data Owner for 'ensure' and counts).";
    }

    // What was refused before it was looked at is not there; whatever else went wrong, the answer may be all that was lost.
    private static bool IsUnclear(Exception e) => e is not (UnauthorizedAccessException or AuthenticationFailedException or AuthenticationException
        or ServiceBusException
    {
        Reason: ServiceBusFailureReason.MessagingEntityNotFound or ServiceBusFailureReason.MessagingEntityDisabled
                or ServiceBusFailureReason.QuotaExceeded or ServiceBusFailureReason.ServiceBusy,
    });

    private static bool NeedsSessions(string words) => words.Contains("session", StringComparison.OrdinalIgnoreCase);
}
