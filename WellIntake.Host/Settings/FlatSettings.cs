namespace WellIntake.Host.Settings;

/// <summary>
/// The flat names that deployments use, and the structured keys that they stand for. A flat name, where it is set, wins
/// over its structured key.
/// </summary>
internal static class FlatSettings
{
    /// <summary>Flat name, structured key, and whether its value is a secret.</summary>
    public static IReadOnlyList<(string Flat, string Structured, bool Secret)> All { get; } =
    [
        ("ROLE", "WellIntake:Role", false),
        ("USE_SERVICE_BUS", "WellIntake:Queueing:UseServiceBus", false),
        ("QUEUE_BACKEND", "WellIntake:Queueing:Backend", false),
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
    public static void Apply(IConfigurationManager configuration)
    {
        var set = All
            .Select(s => KeyValuePair.Create(s.Structured, configuration[s.Flat]))
            .Where(s => !string.IsNullOrWhiteSpace(s.Value))
            .ToList();
        if (set.FindIndex(s => s.Key == "Logging:LogLevel:Default") is var level and >= 0)
            set[level] = KeyValuePair.Create(set[level].Key, (string?)LogLevel(set[level].Value!));
        configuration.AddInMemoryCollection(set);
    }

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
