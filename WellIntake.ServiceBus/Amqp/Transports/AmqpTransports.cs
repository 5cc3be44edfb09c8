using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace WellIntake.ServiceBus.Amqp;

/// <summary>Opens a way to the broker; every call makes a new one.</summary>
internal delegate Task<IAmqpTransport> AmqpConnect(CancellationToken cancellationToken);

/// <summary>The ways there are: TCP (port 5672), TLS (5671), WebSockets (443).</summary>
internal static class AmqpTransports
{
    public const int DefaultPort = 5672;
    public const int DefaultTlsPort = 5671;

    /// <summary>Plain TCP, for the emulator and tests.</summary>
    public static AmqpConnect Tcp(string host, int port = DefaultPort) => async cancellationToken =>
        new StreamTransport(await ConnectSocketAsync(host, port, cancellationToken));

    /// <summary>TLS over TCP. The certificate must name <paramref name="tlsHost"/> (default: <paramref name="host"/>), unless <paramref name="validate"/> judges otherwise.</summary>
    public static AmqpConnect Tls(string host, int port = DefaultTlsPort, RemoteCertificateValidationCallback? validate = null, string? tlsHost = null) => async cancellationToken =>
    {
        var ssl = new SslStream(await ConnectSocketAsync(host, port, cancellationToken));
        try
        {
            // The protocol versions are the operating system's; the certificate's revocation is left to it too, as the official client does.
            await ssl.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = tlsHost ?? host, RemoteCertificateValidationCallback = validate }, cancellationToken);
            return new StreamTransport(ssl);
        }
        catch
        {
            await ssl.DisposeAsync();
            throw;
        }
    };

    /// <summary>WebSockets with the subprotocol AMQPWSB10; <paramref name="endpoint"/> as of <see cref="WebSocketEndpoint"/>, scheme ws or wss.</summary>
    public static AmqpConnect WebSocket(Uri endpoint, RemoteCertificateValidationCallback? validate = null, IWebProxy? proxy = null) => async cancellationToken =>
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.AddSubProtocol("AMQPWSB10");
            socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
            if (validate is not null)
                socket.Options.RemoteCertificateValidationCallback = validate;
            if (proxy is not null)
                socket.Options.Proxy = proxy;
            await socket.ConnectAsync(endpoint, cancellationToken);
            return new WebSocketTransport(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    };

    /// <summary>wss://host:port/$servicebus/websocket.</summary>
    public static Uri WebSocketEndpoint(string host, int port, bool tls) => new UriBuilder(tls ? "wss" : "ws", host, port, "/$servicebus/websocket").Uri;

    private static async Task<NetworkStream> ConnectSocketAsync(string host, int port, CancellationToken cancellationToken)
    {
        // Frames are batched before they are written: nothing is won by the kernel waiting for more.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class StreamTransport(Stream stream) : IAmqpTransport
    {
        public Stream Stream => stream;

        public ValueTask DisposeAsync() => stream.DisposeAsync();
    }

    private sealed class WebSocketTransport(ClientWebSocket socket) : IAmqpTransport
    {
        public Stream Stream { get; } = WebSocketStream.Create(socket, WebSocketMessageType.Binary, ownsWebSocket: false);

        public ValueTask DisposeAsync()
        {
            socket.Abort();
            socket.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
