using System.Net;
using System.Net.Security;

namespace Azure.Messaging.ServiceBus;

/// <summary>Settings of a <see cref="ServiceBusClient"/>. They are copied when the client is made; later changes have no effect on it.</summary>
public class ServiceBusClientOptions
{
    private ServiceBusRetryOptions _retryOptions = new();

    /// <summary>TCP or WebSockets; TCP unless told otherwise.</summary>
    public ServiceBusTransportType TransportType { get; set; }

    /// <summary>Proxy for <see cref="ServiceBusTransportType.AmqpWebSockets"/>; null for the system's own.</summary>
    public IWebProxy? WebProxy { get; set; }

    /// <summary>Where to connect to instead of the namespace's own address (a gateway, say); the namespace's name still is what tokens and TLS are for.</summary>
    public Uri? CustomEndpointAddress { get; set; }

    /// <summary>Checks the server's certificate in place of the system's own check; null for the system's.</summary>
    public RemoteCertificateValidationCallback? CertificateValidationCallback { get; set; }

    /// <summary>Names this client in the service's logs; made up from the namespace when null.</summary>
    public string? Identifier { get; set; }

    /// <summary>How transient failures are retried.</summary>
    /// <exception cref="ArgumentNullException">Set to null.</exception>
    public ServiceBusRetryOptions RetryOptions
    {
        get => _retryOptions;
        set => _retryOptions = Check.NotNull(value, nameof(RetryOptions));
    }

    internal ServiceBusClientOptions Clone()
    {
        var copy = (ServiceBusClientOptions)MemberwiseClone();
        copy._retryOptions = _retryOptions.Clone();
        return copy;
    }
}
