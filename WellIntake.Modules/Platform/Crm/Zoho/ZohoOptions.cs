using System.ComponentModel.DataAnnotations;

namespace WellIntake.Modules.Platform.Crm.Zoho;

/// <summary>How Zoho CRM is read. Bound from <c>WellIntake:Zoho</c>; without client and refresh token it is not. A wrong value stops the start.</summary>
public sealed class ZohoOptions
{
    /// <summary>Where the options are bound from.</summary>
    public const string Section = "WellIntake:Zoho";

    /// <summary>The accounts server of the firm's data centre, such as <c>https://accounts.zoho.eu</c>. Plain http is taken for loopback only.</summary>
    [Required, Url]
    public string AccountsUrl { get; set; } = "https://accounts.zoho.com";

    /// <summary>The client that was registered in Zoho's API console.</summary>
    public string? ClientId { get; set; }

    /// <summary>Its secret.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>The refresh token that was given to it.</summary>
    public string? RefreshToken { get; set; }

    /// <summary>From the beginning of one run to that of the next. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How far a run reads behind the last one, for changes that became visible late. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Overlap { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Records in a request; Zoho gives 200 at most.</summary>
    [Range(1, 200)]
    public int PageSize { get; set; } = 200;

    /// <summary>How long one try may take. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Tries of one request, the first among them. Default 5.</summary>
    [Range(1, 10)]
    public int MaxTries { get; set; } = 5;

    /// <summary>The wait before the second try; it doubles, with jitter, unless Zoho says how long. Default 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>All waits of one request together; where Zoho wants a longer one, the run ends. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan MaxRetryWait { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>What is read, and from which modules.</summary>
    public ZohoModulesOptions Modules { get; set; } = new();

    /// <summary>Anything was said of a client; then all of it has to be.</summary>
    internal bool IsConfigured =>
        !string.IsNullOrWhiteSpace(ClientId) || !string.IsNullOrWhiteSpace(ClientSecret) || !string.IsNullOrWhiteSpace(RefreshToken);

    /// <summary>Longer than any one request with all its tries, so that a holder that lives never loses it.</summary>
    internal TimeSpan LeaseTime => TimeSpan.FromMinutes(5) + MaxRetryWait + (2 * MaxTries * RequestTimeout);
}

/// <summary>The kinds of records.</summary>
public sealed class ZohoModulesOptions
{
    /// <summary>Candidates; the module <c>Contacts</c> unless it says another.</summary>
    public ZohoModuleOptions Candidates { get; set; } = new();

    /// <summary>Deals; the module <c>Deals</c>.</summary>
    public ZohoModuleOptions Deals { get; set; } = new();

    /// <summary>Meetings; the module <c>Events</c>.</summary>
    public ZohoModuleOptions Meetings { get; set; } = new();

    /// <summary>Notes; the module <c>Notes</c>.</summary>
    public ZohoModuleOptions Notes { get; set; } = new();
}

/// <summary>Where one kind of record is read from, and which of its fields become ours.</summary>
public sealed class ZohoModuleOptions
{
    /// <summary>False: not read at all.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The module's API name; null for the default.</summary>
    public string? Module { get; set; }

    /// <summary>
    /// Our field → Zoho's, laid over the defaults: <c>Mailing_City</c>, a lookup's part as <c>Owner.email</c>, several
    /// joined by blanks as <c>First_Name + Last_Name</c>. Empty: nothing fills the field.
    /// </summary>
    public Dictionary<string, string> Fields { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Our field → what Zoho says → what is meant, such as a pipeline's own stages.</summary>
    public Dictionary<string, Dictionary<string, string>> Values { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Taken for moments without an offset: an IANA name. Default UTC.</summary>
    [Required]
    public string TimeZone { get; set; } = "UTC";
}
