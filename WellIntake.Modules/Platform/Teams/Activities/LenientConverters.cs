using System.Text.Json;
using System.Text.Json.Serialization;

namespace WellIntake.Modules.Platform.Teams.Activities;

/// <summary>Reads a string; anything else counts as absent. For parts that the bot can do without.</summary>
internal sealed class LenientString : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Take(ref reader);

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    internal static string? Take(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        reader.Skip();
        return null;
    }
}

/// <summary>Reads true or false; anything else counts as absent.</summary>
internal sealed class LenientFlag : JsonConverter<bool?>
{
    public override bool? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
            return reader.GetBoolean();
        reader.Skip();
        return null;
    }

    public override void Write(Utf8JsonWriter writer, bool? value, JsonSerializerOptions options)
    {
        if (value is { } flag)
            writer.WriteBooleanValue(flag);
        else
            writer.WriteNullValue();
    }
}

/// <summary>Reads an ISO 8601 time; anything else counts as absent.</summary>
internal sealed class LenientTime : JsonConverter<DateTimeOffset?>
{
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.TryGetDateTimeOffset(out var time) ? time : null;
        reader.Skip();
        return null;
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        if (value is { } time)
            writer.WriteStringValue(time);
        else
            writer.WriteNullValue();
    }
}

/// <summary>Reads an array of objects; elements of another kind, and anything but an array, count as absent.</summary>
internal abstract class LenientList<T> : JsonConverter<IReadOnlyList<T>>
    where T : class
{
    public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return [];
        }

        List<T>? items = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                reader.Skip();
            else if (ReadItem(ref reader) is { } item)
                (items ??= []).Add(item);
        }

        return items ?? (IReadOnlyList<T>)[];
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Activities are read, not written.");

    /// <summary>From the start of the object to its end.</summary>
    protected abstract T? ReadItem(ref Utf8JsonReader reader);
}

internal sealed class LenientEntities : LenientList<ActivityEntity>
{
    protected override ActivityEntity? ReadItem(ref Utf8JsonReader reader)
    {
        string? type = null, text = null, zone = null, id = null, name = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
                type = LenientObject.NextString(ref reader);
            else if (reader.ValueTextEquals("text"u8))
                text = LenientObject.NextString(ref reader);
            else if (reader.ValueTextEquals("timezone"u8))
                zone = LenientObject.NextString(ref reader);
            else if (reader.ValueTextEquals("mentioned"u8))
                (id, name) = LenientObject.NextIdAndName(ref reader);
            else
                LenientObject.SkipValue(ref reader);
        }

        return new ActivityEntity(type, text, id, name, zone);
    }
}

internal sealed class LenientAccounts : LenientList<ChannelAccount>
{
    protected override ChannelAccount? ReadItem(ref Utf8JsonReader reader)
    {
        string? id = null, name = null, aad = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
                id = LenientObject.NextString(ref reader);
            else if (reader.ValueTextEquals("name"u8))
                name = LenientObject.NextString(ref reader);
            else if (reader.ValueTextEquals("aadObjectId"u8))
                aad = LenientObject.NextString(ref reader);
            else
                LenientObject.SkipValue(ref reader);
        }

        return id is null ? null : new ChannelAccount { Id = id, Name = name, AadObjectId = aad };
    }
}

/// <summary>The one string that is wanted of each object in an array.</summary>
internal abstract class LenientField(string field) : LenientList<string>
{
    protected override string? ReadItem(ref Utf8JsonReader reader)
    {
        string? value = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(field))
                value = LenientObject.NextString(ref reader);
            else
                LenientObject.SkipValue(ref reader);
        }

        return value;
    }
}

internal sealed class LenientReactions() : LenientField("type");

internal sealed class LenientAttachments() : LenientField("contentType");

internal sealed class LenientChannelData : JsonConverter<TeamsChannelData?>
{
    public override TeamsChannelData? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        string? tenant = null, team = null, teamName = null, channel = null, channelName = null, eventType = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("tenant"u8))
                (tenant, _) = LenientObject.NextIdAndName(ref reader);
            else if (reader.ValueTextEquals("team"u8))
                (team, teamName) = LenientObject.NextIdAndName(ref reader);
            else if (reader.ValueTextEquals("channel"u8))
                (channel, channelName) = LenientObject.NextIdAndName(ref reader);
            else if (reader.ValueTextEquals("eventType"u8))
                eventType = LenientObject.NextString(ref reader);
            else
                LenientObject.SkipValue(ref reader);
        }

        return new TeamsChannelData(tenant, team, teamName, channel, channelName, eventType);
    }

    public override void Write(Utf8JsonWriter writer, TeamsChannelData? value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Activities are read, not written.");
}

/// <summary>Steps through an object's properties. Each starts at a property's name and ends at the end of its value.</summary>
internal static class LenientObject
{
    public static string? NextString(ref Utf8JsonReader reader)
    {
        reader.Read();
        return LenientString.Take(ref reader);
    }

    public static void SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    public static (string? Id, string? Name) NextIdAndName(ref Utf8JsonReader reader)
    {
        string? id = null, name = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return (null, null);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
                id = NextString(ref reader);
            else if (reader.ValueTextEquals("name"u8))
                name = NextString(ref reader);
            else
                SkipValue(ref reader);
        }

        return (id, name);
    }
}
