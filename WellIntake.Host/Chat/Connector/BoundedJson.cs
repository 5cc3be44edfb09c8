using System.Text.Json;
using System.Text.Json.Nodes;

namespace WellIntake.Host.Chat.Connector;

/// <summary>Reads a JSON object from a body of limited size.</summary>
internal static class BoundedJson
{
    /// <summary>The object, or the status to refuse the body with: 413 when it is too big, 400 when it is no JSON object, 415 for another type.</summary>
    public static async Task<(JsonObject? Value, int? Refused)> ReadAsync(HttpRequest request, int maxBytes, CancellationToken ct)
    {
        if (!request.HasJsonContentType())
            return (null, StatusCodes.Status415UnsupportedMediaType);
        if (request.ContentLength > maxBytes)
            return (null, StatusCodes.Status413PayloadTooLarge);
        var body = await ReadAsync(request.Body, maxBytes, ct);
        if (body is null)
            return (null, StatusCodes.Status413PayloadTooLarge);

        try
        {
            var json = JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false }) as JsonObject;
            return json is null ? (null, StatusCodes.Status400BadRequest) : (json, null);
        }
        catch (JsonException)
        {
            return (null, StatusCodes.Status400BadRequest);
        }
    }

    /// <summary>All bytes of the stream; null when there are more than allowed.</summary>
    public static async Task<byte[]?> ReadAsync(Stream stream, int maxBytes, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[8_192];
        int read;
        while ((read = await stream.ReadAsync(chunk, ct)) > 0)
        {
            if (buffer.Length + read > maxBytes)
                return null;
            await buffer.WriteAsync(chunk.AsMemory(0, read), ct);
        }

        return buffer.ToArray();
    }
}
