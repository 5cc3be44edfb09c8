namespace WellIntake.Modules.Platform.Jobs.Tracking;

/// <summary>The scopes of processed ids that are no job's wire name.</summary>
internal static class ProcessedScopes
{
    /// <summary>Messages that made no request, by request id.</summary>
    public const string Webhook = "webhook";

    /// <summary>Messages that cancelled a request.</summary>
    public const string Cancel = "cancel";

    /// <summary>Conversations that were greeted. Kept for as long as the bot is there, whatever their age.</summary>
    public const string Greeting = "greeting";
}
