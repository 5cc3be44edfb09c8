using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Host.Settings;

/// <summary>
/// The flat names that deployments use, and the structured keys that they stand for. A flat name, where it is set, wins
/// over its structured key.
/// </summary>
internal static class FlatSettings
{
    private const string Entities = "WellIntake:Queueing:ServiceBus:Entities:";
    private const string AsyncDigest = "WellIntake:Flags:AsyncDigest:Enabled";

    /// <summary>Flat name, structured key, and whether its value is a secret.</summary>
    public static IReadOnlyList<(string Flat, string Structured, bool Secret)> All { get; } =
    [
        ("ROLE", "WellIntake:Role", false),
        ("USE_SERVICE_BUS", "WellIntake:Queueing:UseServiceBus", false),
        ("QUEUE_BACKEND", "WellIntake:Queueing:Backend", false),
        ("AZURE_SERVICE_BUS_CONNECTION_STRING", "WellIntake:Queueing:ServiceBus:ConnectionString", true),
        ("SERVICEBUS_FULLY_QUALIFIED_NAMESPACE", "WellIntake:Queueing:ServiceBus:FullyQualifiedNamespace", false),
        ("AZURE_SERVICE_BUS_DIGEST_QUEUE", $"{Entities}{QueueNames.Digest}", false),
        ("AZURE_SERVICE_BUS_NLP_QUEUE", $"{Entities}{QueueNames.Nlp}", false),
        ("AZURE_SERVICE_BUS_SCORING_QUEUE", $"{Entities}{QueueNames.Scoring}", false),
        ("AZURE_SERVICE_BUS_REPORT_QUEUE", $"{Entities}{QueueNames.Report}", false),
        ("SERVICEBUS_MESSAGE_COMPLETED_TOPIC", $"{Entities}{QueueNames.MessageCompleted}", false),
        ("SERVICEBUS_MESSAGE_COMPLETED_SUBSCRIPTION", $"WellIntake:Queueing:ServiceBus:Subscriptions:{QueueNames.MessageCompleted}", false),
        ("USE_ASYNC_DIGEST", AsyncDigest, false),
        ("TEAMS_USE_ASYNC_DIGEST", AsyncDigest, false),
        ("DATABASE_URL", "WellIntake:Database:Url", true),
        ("WELLINTAKE_DATA", "WellIntake:DataFolder", false),
        ("TEAMS_BOT_APP_ID", "WellIntake:Teams:AppId", false),
        ("TEAMS_BOT_APP_PASSWORD", "WellIntake:Teams:AppPassword", true),
        ("AZURE_AI_CHAT_ENDPOINT", "WellIntake:LanguageModel:Endpoint", false),
        ("ZOHO_ACCOUNTS_URL", "WellIntake:Zoho:AccountsUrl", false),
        ("ZOHO_CLIENT_ID", "WellIntake:Zoho:ClientId", false),
        ("ZOHO_CLIENT_SECRET", "WellIntake:Zoho:ClientSecret", true),
        ("ZOHO_REFRESH_TOKEN", "WellIntake:Zoho:RefreshToken", true),
        ("MAX_CONCURRENCY", "WellIntake:Jobs:MaxConcurrency", false),
        ("PRIVACY_MODE", "WellIntake:Digest:PrivacyMode", false),
        ("LOG_LEVEL", "Logging:LogLevel:Default", false),
    ];

    /// <summary>Lays the flat names that are set over their structured keys.</summary>
    /// <exception cref="SettingException">A value that cannot work.</exception>
    public static void Apply(IConfigurationManager configuration) => configuration.Add(new FlatSettingsSource(configuration));

    /// <summary>The structured keys of the flat names that are set; of two names for one key the first counts.</summary>
    /// <exception cref="SettingException">A value that cannot work.</exception>
    public static IDictionary<string, string?> Read(IConfiguration configuration)
    {
        var set = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (flat, structured, _) in All)
        {
            if (configuration[flat] is { } value && !string.IsNullOrWhiteSpace(value))
                set.TryAdd(structured, Normal(flat, structured, value));
        }

        return set;
    }

    private static string Normal(string flat, string structured, string value) => structured switch
    {
        "Logging:LogLevel:Default" => LogLevel(value),
        AsyncDigest => bool.TryParse(value, out _) ? value : throw new SettingException(flat, "must be true or false."),
        _ => value,
    };

    // The original deployments say DEBUG, INFO, WARNING as Python does.
    private static string LogLevel(string value) => value.ToUpperInvariant() switch
    {
        "DEBUG" => "Debug",
        "INFO" or "INFORMATION" => "Information",
        "WARN" or "WARNING" => "Warning",
        "ERROR" => "Error",
        "CRITICAL" or "FATAL" => "Critical",
        "TRACE" => "Trace",
        _ => throw new SettingException("LOG_LEVEL", $"'{value}' is no level: use TRACE, DEBUG, INFO, WARNING, ERROR or CRITICAL."),
    };
}

/// <summary>A configuration that cannot work. The start ends with its one line.</summary>
internal sealed class SettingException(string setting, string problem) : Exception($"{setting}: {problem}");
