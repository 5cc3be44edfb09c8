using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace WellIntake.Modules.Platform.Jobs;

/// <summary>Jobs to their wire form and back. A job is parsed once; what is wrong is said by field.</summary>
internal static class JobSerializer
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        MaxDepth = 16,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static JsonTypeInfo<TJob> TypeInfo<TJob>()
        where TJob : JobMessage => (JsonTypeInfo<TJob>)Options.GetTypeInfo(typeof(TJob));

    public static byte[] Write<TJob>(TJob job, JsonTypeInfo<TJob> typeInfo)
        where TJob : JobMessage => JsonSerializer.SerializeToUtf8Bytes(job, typeInfo);

    /// <exception cref="InvalidJobException">The body is no such job; the message names the field, never its value.</exception>
    public static TJob Read<TJob>(ReadOnlySpan<byte> body, JsonTypeInfo<TJob> typeInfo)
        where TJob : JobMessage
    {
        TJob? job;
        try
        {
            job = JsonSerializer.Deserialize(body, typeInfo);
        }
        catch (JsonException e)
        {
            throw new InvalidJobException(Describe(e));
        }

        if (job is null)
            throw new InvalidJobException("The body is null.");
        foreach (var error in job.Validate())
            throw new InvalidJobException($"Field '{error.Field}' {error.Problem}.");
        return job;
    }

    // The serializer's own words can quote the value, which may be personal; path and position cannot.
    private static string Describe(JsonException e) =>
        e.Path is { Length: > 2 } path ? $"Field '{path[2..]}' has the wrong form (line {e.LineNumber + 1}, byte {e.BytePositionInLine})."
        : e.Path == "$" ? "The body lacks a required field, or is no JSON object."
        : $"The body is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine}).";
}

/// <summary>A body that is not the job that its type says. Never retried.</summary>
internal sealed class InvalidJobException(string message) : Exception(message);
