using System.Text.Json;

namespace WellIntake.Modules.Platform.Crm.Zoho.Client;

/// <summary>Which page: its token where the page before gave one, else its number from 1.</summary>
internal sealed record ZohoCursor(int Page, string? Token)
{
    public static readonly ZohoCursor First = new(1, null);
}

/// <summary>A page of records.</summary>
/// <param name="Records">Objects; empty when there are none.</param>
/// <param name="Next">The page after; null when this is the last.</param>
/// <param name="ServerTime">Zoho's time when it answered; null when it did not say.</param>
internal sealed record ZohoPage(IReadOnlyList<JsonElement> Records, ZohoCursor? Next, DateTimeOffset? ServerTime)
{
    /// <summary>The page in an answer: <c>data</c> and <c>info</c> with <c>more_records</c> and <c>next_page_token</c>.</summary>
    /// <exception cref="ZohoException">It is none, or the next page cannot be asked for.</exception>
    public static ZohoPage Read(ZohoReply reply, ZohoCursor at)
    {
        if (reply.Body.ValueKind == JsonValueKind.Undefined)
            return new ZohoPage([], null, reply.ServerTime);
        if (reply.Body.ValueKind != JsonValueKind.Object || !reply.Body.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
            throw Bad("no data in it");
        var records = data.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.Object).ToList();
        if (!reply.Body.TryGetProperty("info", out var info) || info.ValueKind != JsonValueKind.Object
            || !info.TryGetProperty("more_records", out var more) || more.ValueKind != JsonValueKind.True)
        {
            return new ZohoPage(records, null, reply.ServerTime);
        }

        var token = info.TryGetProperty("next_page_token", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        // Either would read the same for ever.
        if (records.Count == 0 || (token is not null && token == at.Token))
            throw Bad("more records announced, but no way on");
        return new ZohoPage(records, new ZohoCursor(at.Page + 1, token), reply.ServerTime);

        static ZohoException Bad(string what) => new(ZohoOutcome.BadAnswer, $"what answers is not Zoho CRM ({what})");
    }
}
