using System.Text.Json;
using System.Text.Json.Serialization;

namespace WellIntake.Modules.Platform.Teams.Connector;

/// <summary>Reads a member as the channel describes one. Names of fields differ between channels.</summary>
internal static class MemberReader
{
    /// <summary>Null when it is no member with an id.</summary>
    public static TeamsMember? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var member = JsonSerializer.Deserialize(json, MemberJson.Default.MemberBody);
            return string.IsNullOrEmpty(member?.Id)
                ? null
                : new TeamsMember(member.Id, member.Name, member.AadObjectId ?? member.ObjectId, Address(member.Email) ?? Address(member.UserPrincipalName));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // A guest's principal name has the shape of an address of the host's tenant, and is none.
    private static string? Address(string? value)
    {
        value = value?.Trim();
        return value is { Length: >= 3 and <= 320 } && value.IndexOf('@', StringComparison.Ordinal) > 0 && !value.Contains("#EXT#", StringComparison.OrdinalIgnoreCase)
            ? value.ToLowerInvariant()
            : null;
    }
}

internal sealed record MemberBody(string? Id, string? Name, string? AadObjectId, string? ObjectId, string? Email, string? UserPrincipalName);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(MemberBody))]
internal sealed partial class MemberJson : JsonSerializerContext;
