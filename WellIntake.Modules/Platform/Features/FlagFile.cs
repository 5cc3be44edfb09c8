using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;

namespace WellIntake.Modules.Platform.Features;

/// <summary>
/// <c>flags.json</c>: flags by name, each with the keys of <see cref="FlagOptions"/>. It lies in the data folder and wins
/// over every other source, so that what is switched there holds whatever a deployment was started with.
/// </summary>
public static class FlagFile
{
    /// <summary>The file's name in the data folder.</summary>
    public const string Name = "flags.json";

    /// <summary>A larger file is not read.</summary>
    public const int MostBytes = 256 * 1024;

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>
    /// Reads the file now and whenever its content changes, looking every second. While it cannot be read, the last that
    /// could be stays in force. No file: nothing is set.
    /// </summary>
    public static IConfigurationBuilder AddFlagFile(this IConfigurationBuilder builder, string path, TimeProvider time) =>
        builder.Add(new FlagFileSource(path, time));

    /// <summary>
    /// Changes what the file says of one flag and leaves the rest as it is. Readers see the old file or the new one, never
    /// a half.
    /// </summary>
    /// <param name="path">The file; made when it is not there, with its folder.</param>
    /// <param name="flag">The flag's name.</param>
    /// <param name="changes">Key and value; a null value takes the key out. Null: takes the flag out.</param>
    /// <param name="ct">Before it is replaced.</param>
    /// <exception cref="FormatException">What is there is no such file.</exception>
    public static async Task ChangeAsync(string path, string flag, IReadOnlyDictionary<string, JsonNode?>? changes, CancellationToken ct)
    {
        var flags = File.Exists(path) ? Parse(await File.ReadAllTextAsync(path, ct)) : [];
        var name = flags.Select(f => f.Key).FirstOrDefault(k => k.Equals(flag, StringComparison.OrdinalIgnoreCase)) ?? flag;
        if (changes is null)
        {
            flags.Remove(name);
        }
        else
        {
            var settings = flags[name] as JsonObject ?? [];
            flags[name] = settings;
            foreach (var (key, value) in changes)
            {
                settings.Remove(settings.Select(s => s.Key).FirstOrDefault(k => k.Equals(key, StringComparison.OrdinalIgnoreCase)) ?? key);
                if (value is not null)
                    settings[key] = value;
            }
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var next = path + ".new";
        await File.WriteAllTextAsync(next, flags.ToJsonString(Indented) + Environment.NewLine, ct);
        File.Move(next, path, overwrite: true);
    }

    /// <summary>The settings that the file's text stands for, by their keys in the configuration.</summary>
    /// <exception cref="FormatException">It is no such file; the message says what is wrong.</exception>
    internal static Dictionary<string, string?> ToSettings(string text)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (flag, node) in Parse(text))
        {
            if (node is not JsonObject keys)
                throw new FormatException($"'{flag}' must be an object.");
            foreach (var (key, value) in keys)
                settings[$"{FlagOptions.Section}:{flag}:{key}"] = Text(flag, key, value);
        }

        return settings;
    }

    private static JsonObject Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Lenient) as JsonObject ?? throw new FormatException("It must be a JSON object.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new FormatException("It is not valid JSON" + (e is JsonException { LineNumber: { } line } ? FormattableString.Invariant($" (line {line + 1})") : "") + ".", e);
        }
    }

    // A list becomes one value, so that it takes the place of a list elsewhere.
    private static string? Text(string flag, string key, JsonNode? value) => value switch
    {
        null => null,
        JsonArray list => string.Join(',', list.Select(i => i is JsonValue ? i.ToString() : throw new FormatException($"'{flag}:{key}' must be a list of texts."))),
        JsonValue single => single.ToString(),
        _ => throw new FormatException($"'{flag}:{key}' must be a value or a list."),
    };
}
