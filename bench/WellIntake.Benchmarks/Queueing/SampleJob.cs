using System.Text.Json;
using System.Text.Json.Serialization;

namespace WellIntake.Benchmarks.Queueing;

/// <summary>A job of 462 bytes as JSON, the size that the yardsticks were taken with.</summary>
internal sealed record SampleJob(string Id, string ConversationId, string UserId, string Text, long SentAt)
{
    private const int Size = 462;

    public static SampleJob Create(int number)
    {
        var id = Guid.NewGuid().ToString();
        var job = new SampleJob(id, "19:0123456789abcdef0123456789abcdef@thread.v2", "29:1a2b3c4d5e6f7a8b9c0d", "", 1_700_000_000_000 + number);
        return job with { Text = new string('x', Math.Max(0, Size - job.ToJson().Length)) };
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, SampleJson.Default.SampleJob);

    public static SampleJob FromJson(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, SampleJson.Default.SampleJob)!;
}

/// <summary>JSON without reflection, for floor and queue alike.</summary>
[JsonSerializable(typeof(SampleJob))]
internal sealed partial class SampleJson : JsonSerializerContext;
