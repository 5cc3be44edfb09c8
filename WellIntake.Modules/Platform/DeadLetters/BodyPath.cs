using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WellIntake.Modules.Platform.DeadLetters;

/// <summary>A place in a JSON body, as people type it: names with dots between, positions in brackets.</summary>
public static class BodyPath
{
    private const int MaxSteps = 16;
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 64 };

    /// <summary>Null when the path can be read; else what is wrong with it.</summary>
    public static string? Problem(string path) => Read(path) is null
        ? $"'{path}' is no path: names with dots between and positions in brackets, such as metadata.tags[0], at most {MaxSteps} steps."
        : null;

    /// <summary>The body with a value set. What the path names must be there, or its last name new in an object that is.</summary>
    /// <param name="body">JSON.</param>
    /// <param name="path">Where.</param>
    /// <param name="value">JSON, or else text. Text stays text where text was.</param>
    /// <exception cref="DeadLetterException">The body is no JSON, or the path leads nowhere.</exception>
    public static byte[] Set(ReadOnlyMemory<byte> body, string path, string value)
    {
        var steps = Read(path) ?? throw new DeadLetterException(Problem(path)!);
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(body.Span, documentOptions: Reading);
        }
        catch (JsonException)
        {
            throw new DeadLetterException("The body is no JSON; give all of it with --body.");
        }

        var parent = steps.Take(steps.Count - 1).Aggregate(root, Step);
        switch (parent, steps[^1])
        {
            case (JsonObject at, string name):
                at[name] = Value(at[name], value);
                break;
            case (JsonArray at, int index) when index < at.Count:
                at[index] = Value(at[index], value);
                break;
            default:
                throw new DeadLetterException($"The body has no '{path}'.");
        }

        return JsonSerializer.SerializeToUtf8Bytes(root);
    }

    /// <summary>Whether the body has the value at the path. What is no JSON has none.</summary>
    internal static bool Matches(ReadOnlyMemory<byte> body, IReadOnlyList<BodyCondition> conditions)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Reading);
            return conditions.All(c => Has(document.RootElement, c));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Has(JsonElement at, BodyCondition condition)
    {
        foreach (var step in Read(condition.Path) ?? [])
        {
            switch (step)
            {
                case string name when at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var property):
                    at = property;
                    break;
                case int index when at.ValueKind == JsonValueKind.Array && index < at.GetArrayLength():
                    at = at[index];
                    break;
                default:
                    return false;
            }
        }

        return at.ValueKind == JsonValueKind.String ? at.ValueEquals(condition.Value) : at.GetRawText() == condition.Value;
    }

    private static JsonNode? Step(JsonNode? at, object step) => (at, step) switch
    {
        (JsonObject o, string name) => o[name],
        (JsonArray a, int index) when index < a.Count => a[index],
        _ => null,
    };

    private static JsonNode? Value(JsonNode? before, string value)
    {
        if (before?.GetValueKind() == JsonValueKind.String)
            return JsonValue.Create(value);
        try
        {
            return JsonNode.Parse(value, documentOptions: Reading);
        }
        catch (JsonException)
        {
            return JsonValue.Create(value);
        }
    }

    /// <summary>Names as text, positions as numbers; null when it cannot be read.</summary>
    private static List<object>? Read(string path)
    {
        var steps = new List<object>();
        foreach (var part in path.Split('.'))
        {
            var bracket = part.IndexOf('[', StringComparison.Ordinal);
            var name = bracket < 0 ? part : part[..bracket];
            if (name.Length > 0)
                steps.Add(name);
            else if (bracket != 0 || steps.Count > 0)
                return null;
            while (bracket >= 0)
            {
                var end = part.IndexOf(']', bracket);
                if (end < 0 || !int.TryParse(part.AsSpan(bracket + 1, end - bracket - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                    return null;
                steps.Add(index);
                if (end + 1 == part.Length)
                    break;
                bracket = part[end + 1] == '[' ? end + 1 : -2;
            }

            if (bracket == -2)
                return null;
        }

        return steps.Count is > 0 and <= MaxSteps ? steps : null;
    }
}
