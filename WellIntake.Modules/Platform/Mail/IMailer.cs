namespace WellIntake.Modules.Platform.Mail;

/// <summary>Sends mail: through a server, or into files of a folder where no server is configured.</summary>
public interface IMailer
{
    /// <summary>Where mail goes, for the summary at start; no secrets.</summary>
    string Description { get; }

    /// <summary>
    /// Sends one message, in one try; whoever calls decides whether to try again. The message carries
    /// <see cref="OutgoingMail.Id"/>, so that one sent twice after a crash is the same message to programs that look. Throws only when
    /// cancelled: what goes wrong is in the result.
    /// </summary>
    Task<MailResult> SendAsync(OutgoingMail mail, CancellationToken ct);
}

/// <summary>A message to one person, in two forms that say the same.</summary>
public sealed record OutgoingMail
{
    /// <summary>The same for every try: it becomes the Message-ID, and in a folder the file's name. Letters, digits, '-', '.' and '_', at most 100.</summary>
    public required string Id { get; init; }

    /// <summary>One address.</summary>
    public required string To { get; init; }

    /// <summary>One line.</summary>
    public required string Subject { get; init; }

    /// <summary>A whole HTML page.</summary>
    public required string Html { get; init; }

    /// <summary>The same as plain text.</summary>
    public required string Text { get; init; }

    /// <summary>What it is, for filters of mail programs and operators (<c>X-WellIntake-Kind</c>): digest, test-digest, alert.</summary>
    public required string Kind { get; init; }
}

/// <summary>What came of it.</summary>
/// <param name="Outcome">Whether it was taken, and if not, whether a later try could be.</param>
/// <param name="StatusCode">The server's reply code (RFC 5321, 4.2), where there was one.</param>
/// <param name="Reason">For operators; holds no address and nothing of the message.</param>
public sealed record MailResult(MailOutcome Outcome, int? StatusCode = null, string? Reason = null);

/// <summary>Whether a message was taken.</summary>
public enum MailOutcome
{
    /// <summary>The server took it, or the file is written.</summary>
    Sent,

    /// <summary>Not now: another try may.</summary>
    Transient,

    /// <summary>Never as it is: the address, the message or the sender is refused.</summary>
    Rejected,
}
