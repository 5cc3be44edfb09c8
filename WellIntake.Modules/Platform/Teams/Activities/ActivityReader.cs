using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WellIntake.Modules.Platform.Teams.Activities;

/// <summary>Reads activities from the wire. Whatever comes, it answers with an activity or an error and never throws.</summary>
public static class ActivityReader
{
    /// <summary>The largest activity that is read. Teams' own are under 100 KB.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>How deep objects and arrays may be nested.</summary>
    public const int MaxDepth = 64;

    /// <summary>Reads one activity from UTF-8 JSON. Parts that the bot does not need are skipped, whatever they hold.</summary>
    public static ActivityReadResult Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        if (utf8.IsEmpty)
            return ActivityReadResult.Refused("body", "is empty");
        if (utf8.Length > MaxBytes)
            return ActivityReadResult.Refused("body", $"is over {MaxBytes} bytes");

        try
        {
            var activity = JsonSerializer.Deserialize(utf8, ActivityJson.Default.Activity);
            if (activity is null)
                return ActivityReadResult.Refused("body", "is null");
            return string.IsNullOrWhiteSpace(activity.Type)
                ? ActivityReadResult.Refused("type", "is missing")
                : new ActivityReadResult(activity, null);
        }
        catch (JsonException error)
        {
            return ActivityReadResult.Refused(FieldOf(error.Path), $"is not what an activity has there (line {error.LineNumber}, byte {error.BytePositionInLine})");
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            // The serializer turns what it foresees into JsonException; a webhook must not depend on that being all.
            return ActivityReadResult.Refused("body", $"cannot be read ({error.GetType().Name})");
        }
    }

    /// <summary>Reads one activity that arrived in pieces.</summary>
    public static ActivityReadResult Read(in ReadOnlySequence<byte> utf8)
    {
        if (utf8.IsSingleSegment)
            return Read(utf8.FirstSpan);
        if (utf8.Length > MaxBytes)
            return ActivityReadResult.Refused("body", $"is over {MaxBytes} bytes");

        var length = (int)utf8.Length;
        var whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            utf8.CopyTo(whole);
            return Read(whole.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole, clearArray: true);
        }
    }

    /// <summary>The path may carry a name that the sender made up: only a short, plain one is repeated.</summary>
    private static string FieldOf(string? path)
    {
        if (string.IsNullOrEmpty(path) || path == "$")
            return "body";
        var field = path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;
        return field.Length <= 60 && field.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '[' or ']') ? field : "body";
    }
}

/// <summary>What came of reading: exactly one of the two.</summary>
/// <param name="Activity">The activity.</param>
/// <param name="Error">Field and reason, fit for a response and a log: nothing of the content is in it.</param>
public readonly record struct ActivityReadResult(Activity? Activity, string? Error)
{
    internal static ActivityReadResult Refused(string field, string reason) => new(null, $"{field}: {reason}");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = ActivityReader.MaxDepth, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Activity))]
internal sealed partial class ActivityJson : JsonSerializerContext;
