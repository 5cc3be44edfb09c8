using System.Net;
using System.Net.Sockets;

namespace WellIntake.Tests.Testing;

/// <summary>
/// Stands between a client and PostgreSQL, and cuts the line at the worst moment: the commit has reached the server,
/// its answer does not reach the client. Passes everything on otherwise.
/// </summary>
internal sealed class PostgresCommitCutter : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _cuts;

    public PostgresCommitCutter(int server, int cuts)
    {
        (_server, _cuts) = (server, cuts);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>How many cuts are still to come.</summary>
    public int CutsLeft => Volatile.Read(ref _cuts);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> lines = [];
        try
        {
            while (true)
                lines.Add(PassOnAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(lines);
        }
    }

    private async Task PassOnAsync(TcpClient client)
    {
        using var _ = client;
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, _server, _stop.Token);
        var cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (near, far) = (client.GetStream(), server.GetStream());
        await Task.WhenAny(CopyAsync(near, far, fromClient: true), CopyAsync(far, near, fromClient: false));

        async Task CopyAsync(NetworkStream from, NetworkStream to, bool fromClient)
        {
            var buffer = new byte[64 * 1024];
            try
            {
                int read;
                while ((read = await from.ReadAsync(buffer, _stop.Token)) > 0)
                {
                    if (fromClient && buffer.AsSpan(0, read).IndexOf("COMMIT"u8) >= 0 && Interlocked.Decrement(ref _cuts) >= 0)
                        cut.SetResult();
                    else if (!fromClient && cut.Task.IsCompleted)
                        return;
                    await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
                }
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // Either side is gone: so is the line.
            }
        }
    }
}
