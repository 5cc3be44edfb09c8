using System.ComponentModel.DataAnnotations;

namespace WellIntake.Modules.Platform.LanguageModel;

/// <summary>Which language model is asked, and how much it may cost. Bound from <c>WellIntake:LanguageModel</c>.</summary>
public sealed class LanguageModelOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "WellIntake:LanguageModel";

    /// <summary>
    /// Where an OpenAI-compatible service is, such as <c>https://NAME.openai.azure.com</c> or
    /// <c>http://localhost:11434/v1</c>. Empty, the default: no model is asked, everything is done offline.
    /// </summary>
    public string? Endpoint { get; set; }

    /// <summary>The model, or the name of its deployment. Default gpt-4o-mini; a deployment named in the endpoint wins.</summary>
    [Required]
    [StringLength(200)]
    public string Model { get; set; } = "gpt-4o-mini";

    /// <summary>A secret. Empty: <c>DefaultAzureCredential</c> over https, and nothing at all over http.</summary>
    public string? ApiKey { get; set; }

    /// <summary>What a token of <c>DefaultAzureCredential</c> is for. Default: Azure's AI services.</summary>
    [Required]
    public string TokenScope { get; set; } = "https://cognitiveservices.azure.com/.default";

    /// <summary>How long a call may take before the work is done offline. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Calls at once in this process. Default 4.</summary>
    [Range(1, 100)]
    public int MaxConcurrency { get; set; } = 4;

    /// <summary>The longest reply that is paid for, in tokens. Default 2,000.</summary>
    [Range(100, 100_000)]
    public int MaxReplyTokens { get; set; } = 2_000;

    /// <summary>Calls in a minute of the clock, of all processes on one database. Default 60.</summary>
    [Range(1, 1_000_000)]
    public int CallsPerMinute { get; set; } = 60;

    /// <summary>Tokens in a minute of the clock, in and out together, of all processes on one database. Default 100,000.</summary>
    [Range(1, 1_000_000_000)]
    public long TokensPerMinute { get; set; } = 100_000;

    /// <summary>Calls in a day (UTC), of all processes on one database. Default 5,000.</summary>
    [Range(1, 100_000_000)]
    public int CallsPerDay { get; set; } = 5_000;

    /// <summary>Tokens in a day (UTC), in and out together, of all processes on one database. Default 2,000,000.</summary>
    [Range(1, 1_000_000_000_000)]
    public long TokensPerDay { get; set; } = 2_000_000;

    /// <summary>What 1,000 tokens of prompt cost, in the currency of your choice; for the metric only. Default 0.</summary>
    [Range(0, 1_000d)]
    public double InputPricePer1K { get; set; }

    /// <summary>What 1,000 tokens of reply cost; for the metric only. Default 0.</summary>
    [Range(0, 1_000d)]
    public double OutputPricePer1K { get; set; }

    /// <summary>How long a reply answers the same question again. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan ResultRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a question whose reply was of no use is not paid for again. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan RejectedRetention { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether there is a model to ask.</summary>
    public bool IsConfigured => !string.IsNullOrWhiteSpace(Endpoint);

    /// <summary>For the start-up log: what is in use, without the key.</summary>
    public string Description =>
        IsConfigured && ModelEndpoint.TryRead(Endpoint!, Model) is { } endpoint ? $"{endpoint.Model} at {endpoint.Address.Authority}; offline when it fails or its budget is spent" : "offline extractor";

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsConfigured && ModelEndpoint.TryRead(Endpoint!, Model) is null)
            yield return new ValidationResult("Endpoint must be an absolute http or https address without a user name, such as https://NAME.openai.azure.com.", [nameof(Endpoint)]);
    }
}
