using System.Buffers;
using MimeKit;

namespace WellIntake.Modules.Platform.Mail;

/// <summary>Makes a message of the standard's form (RFC 5322, MIME); the library does the encoding.</summary>
internal static class MailMessage
{
    private const int LongestId = 100;
    private static readonly SearchValues<char> IdLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");

    /// <summary>Null when the address is none.</summary>
    /// <exception cref="ArgumentException">The id would not do as Message-ID or file name.</exception>
    public static MimeMessage? Of(OutgoingMail mail, MailOptions options, DateTimeOffset now)
    {
        if (mail.Id.Length is 0 or > LongestId || mail.Id.AsSpan().ContainsAnyExcept(IdLetters) || mail.Id.StartsWith('.'))
            throw new ArgumentException("The id must have 1–100 letters, digits, '-', '.' or '_'.", nameof(mail));
        // Whoever typed the address may have typed a list, or a name with an address; one plain address is taken.
        if (!MailboxAddress.TryParse(mail.To, out var to) || to.Address != mail.To.Trim() || to.Domain.Length == 0)
            return null;
        var from = MailboxAddress.Parse(options.From);
        var message = new MimeMessage
        {
            MessageId = $"{mail.Id}@{from.Domain}",
            Date = now,
            Subject = mail.Subject.ReplaceLineEndings(" "),
            Body = new BodyBuilder { HtmlBody = mail.Html, TextBody = mail.Text }.ToMessageBody(),
        };
        message.From.Add(from);
        message.To.Add(to);
        message.Headers.Add("X-WellIntake-Kind", mail.Kind);
        // Vacation notices and other robots leave such mail unanswered (RFC 3834).
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }
}
