using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WellIntake.Modules.Platform.Resilience;

/// <summary>When dependencies that fail are left alone, and for how long. Bound from <c>WellIntake:Resilience</c>.</summary>
public sealed class ResilienceOptions
{
    /// <summary>The section it is bound from.</summary>
    public const string Section = "WellIntake:Resilience";

    /// <summary>By the names of <see cref="CircuitNames"/>; what is bound changes the defaults of RES-1.</summary>
    public IDictionary<string, CircuitOptions> Breakers { get; } = new Dictionary<string, CircuitOptions>(StringComparer.OrdinalIgnoreCase)
    {
        [CircuitNames.Redis] = new() { Failures = 5, OpenFor = TimeSpan.FromSeconds(60) },
        [CircuitNames.Postgres] = new() { Failures = 3, OpenFor = TimeSpan.FromSeconds(120) },
        [CircuitNames.Zoho] = new() { Failures = 10, OpenFor = TimeSpan.FromSeconds(300) },
        [CircuitNames.LanguageModel] = new() { Failures = 5, OpenFor = TimeSpan.FromSeconds(60) },
        [CircuitNames.Teams] = new() { Failures = 5, OpenFor = TimeSpan.FromSeconds(60) },
        [CircuitNames.ServiceBus] = new() { Failures = 5, OpenFor = TimeSpan.FromSeconds(30) },
    };
}

/// <summary>One breaker.</summary>
public sealed class CircuitOptions
{
    /// <summary>Failures in a row that open it: 1–1,000. Default 5.</summary>
    [Range(1, 1000)]
    public int Failures { get; set; } = 5;

    /// <summary>How long it stays open before a call may try: 1 second to 1 hour. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan OpenFor { get; set; } = TimeSpan.FromSeconds(60);
}

/// <summary>Checks each breaker, and names the setting that is wrong; a misspelt name would change nothing and say nothing.</summary>
internal sealed class ResilienceOptionsCheck : IValidateOptions<ResilienceOptions>
{
    private static readonly string[] Known = [.. new ResilienceOptions().Breakers.Keys];

    public ValidateOptionsResult Validate(string? name, ResilienceOptions options)
    {
        foreach (var (breaker, settings) in options.Breakers)
        {
            var key = $"{ResilienceOptions.Section}:Breakers:{breaker}";
            if (!Known.Contains(breaker, StringComparer.OrdinalIgnoreCase))
                return ValidateOptionsResult.Fail($"{key}: there is no such breaker; use {string.Join(", ", Known)}.");
            var problems = new List<ValidationResult>();
            if (!Validator.TryValidateObject(settings, new ValidationContext(settings), problems, validateAllProperties: true))
                return ValidateOptionsResult.Fail($"{key}: {problems[0].ErrorMessage}");
        }

        return ValidateOptionsResult.Success;
    }
}
