using System.Net;
using System.Net.Security;

namespace WellIntake.ServiceBus.Amqp;

/// <summary>Opens a way to the broker; every call makes a new one.</summary>
internal delegate Task<IAmqpTransport> AmqpConnect(CancellationToken cancellationToken);

/// <summary>The ways there are: TCP (port 5672), TLS (5671), WebSockets (443).</summary>
internal static class AmqpTransports
{
    public const int DefaultPort = 5672;
    public const int DefaultTlsPort = 5671;

    /// <summary>Plain TCP, for the emulator and tests.</summary>
    public static AmqpConnect Tcp(string host, int port = DefaultPort) => throw new NotImplementedException();

    /// <summary>TLS over TCP. The certificate must name <paramref name="tlsHost"/> (default: <paramref name="host"/>), unless <paramref name="validate"/> judges otherwise.</summary>
    public static AmqpConnect Tls(string host, int port = DefaultTlsPort, RemoteCertificateValidationCallback? validate = null, string? tlsHost = null) => throw new NotImplementedException();

    /// <summary>WebSockets with the subprotocol AMQPWSB10; <paramref name="endpoint"/> as of <see cref="WebSocketEndpoint"/>, scheme ws or wss.</summary>
    public static AmqpConnect WebSocket(Uri endpoint, RemoteCertificateValidationCallback? validate = null, IWebProxy? proxy = null) => throw new NotImplementedException();

    /// <summary>wss://host:port/$servicebus/websocket.</summary>
    public static Uri WebSocketEndpoint(string host, int port, bool tls) => new UriBuilder(tls ? "wss" : "ws", host, port, "/$servicebus/websocket").Uri;
}
