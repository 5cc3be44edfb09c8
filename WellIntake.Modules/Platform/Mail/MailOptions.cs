using System.ComponentModel.DataAnnotations;

namespace WellIntake.Modules.Platform.Mail;

/// <summary>How mail is sent. Bound from <c>WellIntake:Mail</c>.</summary>
public sealed class MailOptions
{
    /// <summary>The section it is bound from.</summary>
    public const string Section = "WellIntake:Mail";

    /// <summary>The mail server. Empty: messages become files in <see cref="Folder"/>.</summary>
    public string? Host { get; set; }

    /// <summary>Its port. Default 587, where servers take mail from programs (RFC 6409).</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>How the connection is kept private. Default <see cref="MailSecurity.StartTls"/>.</summary>
    public MailSecurity Security { get; set; } = MailSecurity.StartTls;

    /// <summary>Whom to sign in as; empty: not at all.</summary>
    public string? User { get; set; }

    /// <summary>The password of <see cref="User"/>.</summary>
    public string? Password { get; set; }

    /// <summary>Whom messages come from: an address, with a name if wanted. Default "WellIntake &lt;wellintake@localhost&gt;".</summary>
    [Required]
    public string From { get; set; } = "WellIntake <wellintake@localhost>";

    /// <summary>How long one try may take, from connecting to the server's answer. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Where files go without a server. Empty: <c>mail</c> in the data folder.</summary>
    public string? Folder { get; set; }
}

/// <summary>How the connection to a mail server is kept private.</summary>
public enum MailSecurity
{
    /// <summary>Begins in the open and must change to TLS before anything is sent.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>In the open: only for a server on this machine or a network of one's own.</summary>
    None,
}
