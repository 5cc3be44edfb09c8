using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace WellIntake.Modules.Platform.LanguageModel;

/// <summary>What the model is used for, what it costs, and how often it could not be used (OBS-2, RES-3).</summary>
internal sealed class LanguageModelTelemetry : IDisposable
{
    /// <summary>The name of the meter and of the trace source.</summary>
    public const string Name = "WellIntake.LanguageModel";

    private readonly LanguageModelOptions _options;
    private readonly Meter _meter;
    private readonly Counter<long> _calls;
    private readonly Counter<long> _tokens;
    private readonly Counter<double> _cost;
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _reused;
    private readonly Histogram<double> _duration;

    public LanguageModelTelemetry(IMeterFactory meters, IOptions<LanguageModelOptions> options)
    {
        _options = options.Value;
        _meter = meters.Create(Name);
        _calls = _meter.CreateCounter<long>("llm.calls", "{call}", "Calls to the language model, by purpose and outcome.");
        _tokens = _meter.CreateCounter<long>("llm.tokens", "{token}", "Tokens used, by purpose and direction: input or output.");
        _cost = _meter.CreateCounter<double>("llm.cost", "{price}", "What the tokens cost by the configured prices, by purpose.");
        _fallbacks = _meter.CreateCounter<long>("llm.fallbacks", "{question}", "Questions answered offline although there is a model, by purpose and reason.");
        _reused = _meter.CreateCounter<long>("llm.results.reused", "{question}", "Questions answered by a stored result, by purpose.");
        _duration = _meter.CreateHistogram<double>("llm.call.duration", "s", "Time a call took, by purpose and outcome.");
    }

    /// <summary>A call ended. The outcome is ok, cancelled or a reason.</summary>
    public void Called(string purpose, string outcome, TimeSpan elapsed)
    {
        _calls.Add(1, new("purpose", purpose), new("outcome", outcome));
        _duration.Record(elapsed.TotalSeconds, new("purpose", purpose), new("outcome", outcome));
    }

    /// <summary>Tokens were used.</summary>
    public void Used(string purpose, long input, long output)
    {
        _tokens.Add(input, new("purpose", purpose), new("direction", "input"));
        _tokens.Add(output, new("purpose", purpose), new("direction", "output"));
        _cost.Add((input * _options.InputPricePer1K + output * _options.OutputPricePer1K) / 1000, new KeyValuePair<string, object?>("purpose", purpose));
    }

    /// <summary>A question is answered offline.</summary>
    public void FellBack(string purpose, FallbackReason reason) => _fallbacks.Add(1, new("purpose", purpose), new("reason", Text(reason)));

    /// <summary>A stored result answered.</summary>
    public void Reused(string purpose) => _reused.Add(1, new KeyValuePair<string, object?>("purpose", purpose));

    /// <summary>A reason as metrics and logs say it: "invalid_reply".</summary>
    public static string Text(FallbackReason reason) => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());

    public void Dispose() => _meter.Dispose();
}
