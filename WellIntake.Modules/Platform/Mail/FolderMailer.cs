using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace WellIntake.Modules.Platform.Mail;

/// <summary>Writes each message as a file that mail programs open. The same message again is the same file.</summary>
internal sealed partial class FolderMailer(IOptions<MailOptions> options, MailFolder folder, TimeProvider time, ILogger<FolderMailer> logger) : IMailer
{
    public string Description => $".eml files in {folder.Path}";

    public async Task<MailResult> SendAsync(OutgoingMail mail, CancellationToken ct)
    {
        using var message = MailMessage.Of(mail, options.Value, time.GetUtcNow());
        if (message is null)
            return new MailResult(MailOutcome.Rejected, Reason: "the address is not valid");
        var target = System.IO.Path.Combine(folder.Path, mail.Id + ".eml");
        var unfinished = target + ".part";
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder.Path);
            else
                Directory.CreateDirectory(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            // Whole or not at all: a crash leaves no half message under a message's name.
            await message.WriteToAsync(unfinished, ct);
            File.Move(unfinished, target, overwrite: true);
            return new MailResult(MailOutcome.Sent);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NotWritten(logger, mail.Id, e);
            return new MailResult(MailOutcome.Transient, Reason: $"the file could not be written ({e.GetType().Name})");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5102, LogLevel.Warning, "Mail {MailId} could not be written to its folder")]
        public static partial void NotWritten(ILogger logger, string mailId, Exception e);
    }
}

/// <summary>Where messages go without a server.</summary>
/// <param name="Path">A whole path.</param>
internal sealed record MailFolder(string Path);
