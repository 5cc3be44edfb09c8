namespace WellIntake.Modules.Platform.Persistence.Entities;

/// <summary>A row of <c>model_results</c>: what a language model replied to a question.</summary>
public sealed class ModelResult
{
    /// <summary>SHA-256 of model, prompt, schema and content, in hexadecimal. Key.</summary>
    public required string Id { get; set; }
    /// <summary>Which model replied.</summary>
    public required string Model { get; set; }
    /// <summary>The reply, as JSON; null when it was of no use.</summary>
    public string? Result { get; set; }
    /// <summary>Tokens of the prompt.</summary>
    public long InputTokens { get; set; }
    /// <summary>Tokens of the reply.</summary>
    public long OutputTokens { get; set; }
    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A row of <c>model_usage</c>: calls and tokens of a minute or a day (RES-3).</summary>
public sealed class ModelUsage
{
    /// <summary>UTC: <c>2026-11-22T12:00</c> for a minute, <c>2026-11-22</c> for a day. Key.</summary>
    public required string Period { get; set; }
    /// <summary>Calls made or under way.</summary>
    public long Calls { get; set; }
    /// <summary>Tokens used or reserved, in and out.</summary>
    public long Tokens { get; set; }
}
