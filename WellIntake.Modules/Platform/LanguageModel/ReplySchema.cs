using System.Text.Json;
using Json.Schema;

namespace WellIntake.Modules.Platform.LanguageModel;

/// <summary>
/// The form of an answer as JSON Schema (draft 2020-12): sent to the model, and held against what it answers. Services
/// that enforce a schema know a part of its words only, so every reply is checked here in full.
/// </summary>
internal sealed class ReplySchema
{
    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List };

    private readonly JsonSchema _schema;

    /// <summary>Reads one, which is ours: a mistake in it throws.</summary>
    public ReplySchema(string name, string text)
    {
        Name = name;
        Text = text;
        using var document = JsonDocument.Parse(text);
        Element = document.RootElement.Clone();
        _schema = JsonSchema.FromText(text);
    }

    /// <summary>What it is called to the model: letters, digits, underscores.</summary>
    public string Name { get; }

    /// <summary>The schema as it was written.</summary>
    public string Text { get; }

    /// <summary>The schema, to be sent.</summary>
    public JsonElement Element { get; }

    /// <summary>Which rule a reply breaks and where, by the schema's own words; null when it has the form.</summary>
    public string? Problem(JsonElement reply)
    {
        var result = _schema.Evaluate(reply, Options);
        if (result.IsValid)
            return null;
        var broken = result.Details?.FirstOrDefault(d => d.Errors is { Count: > 0 });
        // The path holds names that the model chose; the schema's own path does not.
        return broken is null ? "does not have the form" : $"breaks {broken.EvaluationPath}/{string.Join(',', broken.Errors!.Keys)}";
    }
}
