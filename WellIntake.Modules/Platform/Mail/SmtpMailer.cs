using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace WellIntake.Modules.Platform.Mail;

/// <summary>Sends through a server (SMTP, RFC 5321), a connection for each message: there are few, and none is kept open for nothing.</summary>
internal sealed partial class SmtpMailer(IOptions<MailOptions> options, TimeProvider time, ILogger<SmtpMailer> logger) : IMailer
{
    public string Description => $"SMTP server {options.Value.Host}:{options.Value.Port}";

    public async Task<MailResult> SendAsync(OutgoingMail mail, CancellationToken ct)
    {
        var settings = options.Value;
        using var message = MailMessage.Of(mail, settings, time.GetUtcNow());
        if (message is null)
            return new MailResult(MailOutcome.Rejected, Reason: "the address is not valid");
        using var inTime = new CancellationTokenSource(settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, inTime.Token);
        using var client = new SmtpClient();
        var taken = false;
        try
        {
            // Registered only where a host is named.
            await client.ConnectAsync(settings.Host!, settings.Port, Options(settings.Security), either.Token);
            if (!string.IsNullOrEmpty(settings.User))
                await client.AuthenticateAsync(settings.User, settings.Password ?? string.Empty, either.Token);
            await client.SendAsync(message, either.Token);
            taken = true;
            await client.DisconnectAsync(quit: true, either.Token);
            return new MailResult(MailOutcome.Sent, 250);
        }
        catch (Exception) when (taken)
        {
            // The server has the message; how it says goodbye changes nothing.
            return new MailResult(MailOutcome.Sent, 250);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (Judge(e) is { } result)
        {
            Log.NotTaken(logger, mail.Id, result.Outcome, result.Reason);
            return result;
        }
    }

    private static MailResult? Judge(Exception e) => e switch
    {
        SmtpCommandException { StatusCode: var code } refused => new MailResult(
            (int)code >= 500 ? MailOutcome.Rejected : MailOutcome.Transient, (int)code, $"the server refused it ({refused.ErrorCode})"),
        // Wrong today, mended by whoever knows the password.
        AuthenticationException => new MailResult(MailOutcome.Transient, Reason: "the server refused to sign in"),
        SslHandshakeException => new MailResult(MailOutcome.Transient, Reason: "no TLS connection could be made"),
        NotSupportedException => new MailResult(MailOutcome.Transient, Reason: "the server does not offer STARTTLS or signing in"),
        OperationCanceledException => new MailResult(MailOutcome.Transient, Reason: "no answer in time"),
        SocketException or IOException or ProtocolException or ServiceNotConnectedException =>
            new MailResult(MailOutcome.Transient, Reason: $"the connection failed ({e.GetType().Name})"),
        _ => null,
    };

    private static SecureSocketOptions Options(MailSecurity security) => security switch
    {
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.None => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };

    private static partial class Log
    {
        [LoggerMessage(5101, LogLevel.Warning, "Mail {MailId} was not taken ({Outcome}): {Reason}")]
        public static partial void NotTaken(ILogger logger, string mailId, MailOutcome outcome, string? reason);
    }
}
