using System.ComponentModel.DataAnnotations;

namespace WellIntake.Modules.Platform.Teams;

/// <summary>How the bot talks to Teams. Bound from <c>WellIntake:Teams</c>; a wrong value stops the start.</summary>
public sealed class TeamsOptions : IValidatableObject
{
    /// <summary>Where the options are bound from.</summary>
    public const string SectionName = "WellIntake:Teams";

    /// <summary>The bot's app id. Empty: anonymous mode, for loopback only (SEC-1).</summary>
    public string? AppId { get; set; }

    /// <summary>The app's client secret. One of this, <see cref="CertificatePath"/> and <see cref="UseManagedIdentity"/> goes with an app id.</summary>
    public string? AppPassword { get; set; }

    /// <summary>The app's tenant; empty for a multi-tenant bot, whose tokens come from <c>botframework.com</c>.</summary>
    public string? TenantId { get; set; }

    /// <summary>A certificate with its private key, PFX without password or PEM, instead of a secret.</summary>
    public string? CertificatePath { get; set; }

    /// <summary>Take tokens from the managed identity whose client id is <see cref="AppId"/>.</summary>
    public bool UseManagedIdentity { get; set; }

    /// <summary>Where tokens for outgoing calls are asked for. Other clouds have another.</summary>
    [Required, Url]
    public string TokenAuthority { get; set; } = "https://login.microsoftonline.com/";

    /// <summary>What an outgoing token is for. Other clouds have another.</summary>
    [Required]
    public string TokenScope { get; set; } = "https://api.botframework.com/.default";

    /// <summary>Who issues the tokens of incoming activities. Other clouds have another.</summary>
    [Required]
    public string TokenIssuer { get; set; } = "https://api.botframework.com";

    /// <summary>Where the issuer's keys are found. Plain http is taken for loopback only.</summary>
    [Required, Url]
    public string OpenIdMetadataUrl { get; set; } = "https://login.botframework.com/v1/.well-known/openidconfiguration";

    /// <summary>An unknown key id fetches the keys again, at most once in this time. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan KeyRefreshInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long fetching the keys may take; requests wait no longer than this. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan MetadataTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>After a failed fetch, activities are refused without another one for this time. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MetadataRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many validated tokens are remembered until they expire. Default 1,024.</summary>
    [Range(1, 1_000_000)]
    public int ValidatedTokens { get; set; } = 1024;

    /// <summary>Anonymous mode outside Development. Still loopback only.</summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>
    /// For a trial in containers: anonymous mode also serves private networks (10/8, 172.16/12, 192.168/16, fc00::/7).
    /// Anyone there can speak as anyone; a warning says so at start.
    /// </summary>
    public bool TrustPrivateNetworks { get; set; }

    /// <summary>Service hosts beside the known ones that tokens may go to: <c>host</c>, or <c>*.domain</c> for those below it.</summary>
    public List<string> AllowedServiceHosts { get; set; } = [];

    /// <summary>HTTP requests for one call, the first included. Default 3 (TEA-3).</summary>
    [Range(1, 10)]
    public int MaxTries { get; set; } = 3;

    /// <summary>The wait before the second try; doubles from there, with jitter. Default 1 second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one HTTP request may take. Default 15 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:02:00")]
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>When the waits before tries would add up to more, the call ends as transient. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MaxRetryWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A turn at the throttle that takes longer ends the call as transient. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan MaxThrottleWait { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A plain reply that could not be posted within this time, because the process died or the channel was away, is
    /// dropped: a greeting an hour late is worse than none. Default 10 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan ReplyMaxAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Work that takes longer than this shows in its card how far it is. Default 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan ProgressAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>At least so long between two updates of one card that show how far it is. Default 2.5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromSeconds(2.5);

    /// <summary>How long a result waits for such an update that is under way, before it is cut off. Default 1 second.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan ProgressGrace { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// At a stop, how long a post that is on its way may take. Cut off, the message may be there while its id is not known, and
    /// stays beside the result. Default 5 seconds, within the program's 75 after the workers' 60.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:07")]
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The largest message, in bytes as UTF-16. Teams draws the line near 100 KB. Default 80 KB.</summary>
    [Range(1024, 1024 * 1024)]
    public int MaxMessageBytes { get; set; } = 80 * 1024;

    /// <summary>Sends to one conversation (TEA-4). None given: 7 in 1 s, 8 in 2 s, 60 in 30 s, 1,800 in an hour.</summary>
    public List<SendWindow> ConversationLimits { get; set; } = [];

    /// <summary>Requests of one bot in a second. Default 50.</summary>
    [Range(1, 10_000)]
    public int BotRequestsPerSecond { get; set; } = 50;

    /// <summary><see cref="ConversationLimits"/>, or Teams' own where none are given.</summary>
    internal IReadOnlyList<SendWindow> EffectiveConversationLimits => ConversationLimits.Count > 0 ? ConversationLimits : TeamsLimits;

    private static readonly SendWindow[] TeamsLimits =
    [
        new() { Sends = 7, Window = TimeSpan.FromSeconds(1) },
        new() { Sends = 8, Window = TimeSpan.FromSeconds(2) },
        new() { Sends = 60, Window = TimeSpan.FromSeconds(30) },
        new() { Sends = 1800, Window = TimeSpan.FromHours(1) },
    ];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var ways = (string.IsNullOrWhiteSpace(AppPassword) ? 0 : 1)
            + (string.IsNullOrWhiteSpace(CertificatePath) ? 0 : 1)
            + (UseManagedIdentity ? 1 : 0);
        if (!string.IsNullOrWhiteSpace(AppId) && ways == 0)
        {
            yield return new ValidationResult(
                $"{SectionName}:AppId is set without a way to get tokens: set {SectionName}:AppPassword, CertificatePath or UseManagedIdentity.",
                [nameof(AppPassword)]);
        }

        if (ways > 1)
        {
            yield return new ValidationResult(
                $"{SectionName}: set only one of AppPassword, CertificatePath and UseManagedIdentity.", [nameof(AppPassword)]);
        }

        if (!string.IsNullOrWhiteSpace(AppId) && (AllowAnonymous || TrustPrivateNetworks))
        {
            yield return new ValidationResult(
                $"{SectionName}:AllowAnonymous and TrustPrivateNetworks work only without {SectionName}:AppId: unset them.", [nameof(AllowAnonymous)]);
        }

        for (var i = 0; i < ConversationLimits.Count; i++)
        {
            if (ConversationLimits[i] is not { Sends: >= 1 and <= 100_000 } limit || limit.Window <= TimeSpan.Zero || limit.Window > TimeSpan.FromDays(1))
            {
                yield return new ValidationResult(
                    $"{SectionName}:ConversationLimits:{i} needs Sends from 1 to 100,000 and a Window of at most a day.", [nameof(ConversationLimits)]);
            }
        }

        for (var i = 0; i < AllowedServiceHosts.Count; i++)
        {
            var host = AllowedServiceHosts[i];
            var name = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
            if (!name.Contains('.', StringComparison.Ordinal) || Uri.CheckHostName(name) != UriHostNameType.Dns)
            {
                yield return new ValidationResult(
                    $"{SectionName}:AllowedServiceHosts:{i} is no host name: write 'host.example.com' or '*.example.com'.", [nameof(AllowedServiceHosts)]);
            }
        }
    }
}

/// <summary>At most so many sends in any stretch of this length.</summary>
public sealed class SendWindow
{
    /// <summary>How many.</summary>
    public int Sends { get; set; }

    /// <summary>In how long.</summary>
    public TimeSpan Window { get; set; }
}
