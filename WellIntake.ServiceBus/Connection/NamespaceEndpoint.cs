using System.Net;
using WellIntake.ServiceBus.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>Where a namespace is and how one gets there.</summary>
/// <param name="Host">The namespace's full name: what tokens and certificates are for.</param>
/// <param name="Port">A port given in the connection string; -1 for the transport's own.</param>
/// <param name="Emulator">Without TLS, as the emulator wants it.</param>
internal sealed record NamespaceEndpoint(string Host, int Port, bool Emulator)
{
    private const int HttpPort = 80;
    private const int HttpsPort = 443;

    public static NamespaceEndpoint From(ServiceBusConnectionStringProperties properties)
        // Only the emulator has a port of its own; the service's is the transport's, whatever the string says.
        => new(properties.FullyQualifiedNamespace!, properties.UseDevelopmentEmulator ? properties.Endpoint!.Port : -1, properties.UseDevelopmentEmulator);

    /// <exception cref="ArgumentException">It is no host name.</exception>
    public static NamespaceEndpoint From(string fullyQualifiedNamespace, string parameter)
    {
        Check.NotBlank(fullyQualifiedNamespace, parameter);
        var host = Uri.TryCreate(fullyQualifiedNamespace, UriKind.Absolute, out var address) && address.Host.Length > 0 ? address.Host : fullyQualifiedNamespace;
        return Uri.CheckHostName(host) == UriHostNameType.Unknown
            ? throw new ArgumentException($"\"{fullyQualifiedNamespace}\" is no namespace; it looks like NAME.servicebus.windows.net.", parameter)
            : new NamespaceEndpoint(host, -1, Emulator: false);
    }

    /// <summary>What a token for this entity is for.</summary>
    public string Audience(string entityPath)
        => new UriBuilder(Emulator ? "amqp" : "amqps", Host, Port, entityPath).Uri.AbsoluteUri;

    /// <summary>The way to it that the options ask for.</summary>
    public AmqpConnect Connect(ServiceBusClientOptions options)
    {
        var custom = options.CustomEndpointAddress;
        var host = custom?.Host ?? Host;
        if (options.TransportType == ServiceBusTransportType.AmqpWebSockets)
        {
            var proxy = options.WebProxy ?? WebRequest.DefaultWebProxy;
            return AmqpTransports.WebSocket(AmqpTransports.WebSocketEndpoint(host, PortOr(custom, Emulator ? HttpPort : HttpsPort), tls: !Emulator), options.CertificateValidationCallback, proxy);
        }
        return Emulator
            ? AmqpTransports.Tcp(host, PortOr(custom, AmqpTransports.DefaultPort))
            : AmqpTransports.Tls(host, PortOr(custom, AmqpTransports.DefaultTlsPort), options.CertificateValidationCallback, Host);
    }

    private int PortOr(Uri? custom, int otherwise) => custom switch
    {
        { IsDefaultPort: false, Port: > 0 } => custom.Port,
        null when Port > 0 => Port,
        _ => otherwise,
    };
}
