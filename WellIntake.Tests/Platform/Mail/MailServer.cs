using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using MimeKit;
using SmtpServer;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace WellIntake.Tests.Platform.Mail;

/// <summary>A real mail server on a free port of this machine, which keeps what it takes, or answers as a test wants.</summary>
internal sealed class MailServer : MessageStore, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public MailServer()
    {
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add(this);
        var server = new SmtpServer.SmtpServer(
            new SmtpServerOptionsBuilder().ServerName("localhost")
                .Endpoint(e => e.Endpoint(new IPEndPoint(IPAddress.Loopback, FreePort())).AllowUnsecureAuthentication())
                .Build(),
            services);
        _running = server.StartAsync(_stop.Token);
    }

    public int Port { get; private set; }

    public ConcurrentQueue<MimeMessage> Taken { get; } = new();

    /// <summary>What it says to a message.</summary>
    public SmtpResponse Answer { get; set; } = SmtpResponse.Ok;

    /// <summary>What it says to the first messages, before <see cref="Answer"/>.</summary>
    public ConcurrentQueue<SmtpResponse> FirstAnswers { get; } = new();

    public override async Task<SmtpResponse> SaveAsync(
        ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        var answer = FirstAnswers.TryDequeue(out var first) ? first : Answer;
        if (answer.ReplyCode != SmtpReplyCode.Ok)
            return answer;
        using var stream = new MemoryStream(buffer.ToArray());
        Taken.Enqueue(await MimeMessage.LoadAsync(stream, cancellationToken));
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        return Port;
    }
}
