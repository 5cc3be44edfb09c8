using System.ComponentModel.DataAnnotations;

namespace WellIntake.Host.Chat;

/// <summary>Settings of the local chat page, section <c>WellIntake:Chat</c>.</summary>
public sealed class ChatOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "WellIntake:Chat";

    /// <summary>
    /// True or false decides; null (default) turns the page on when no app id is set and the server listens on loopback only.
    /// Callers from elsewhere are refused in any case.
    /// </summary>
    public bool? Enabled { get; set; }

    /// <summary>Where the page posts activities, on this server. Default <c>/api/teams/webhook</c>.</summary>
    [Required, RegularExpression("^/.*", ErrorMessage = "WellIntake:Chat:WebhookPath must start with /.")]
    public string WebhookPath { get; set; } = "/api/teams/webhook";

    /// <summary>The connector refuses a bigger activity with 413. Default 262,144 bytes.</summary>
    [Range(4_096, 4_194_304)]
    public int MaxActivityBytes { get; set; } = 262_144;

    /// <summary>Newest messages that the page shows. Default 200.</summary>
    [Range(10, 2_000)]
    public int MessagesShown { get; set; } = 200;

    /// <summary>How long the page waits for the webhook. Default 30 seconds.</summary>
    [Range(1, 300)]
    public int WebhookTimeoutSeconds { get; set; } = 30;

    /// <summary>How often a quiet event stream shows that it lives. Default 20 seconds.</summary>
    [Range(1, 300)]
    public int HeartbeatSeconds { get; set; } = 20;
}
