using System.Globalization;
using System.Text.Json.Nodes;

namespace WellIntake.Tests.Platform.Crm.Zoho;

/// <summary>A request as it came.</summary>
internal sealed record ZohoRequest(string Module, bool Deleted, IReadOnlyDictionary<string, string> Query, string ModifiedSince);

/// <summary>What goes wrong.</summary>
internal sealed class ZohoFault
{
    /// <summary><c>Contacts</c>, <c>Contacts/deleted</c>, <c>token</c>; null for any.</summary>
    public string? Target { get; init; }
    public int Status { get; init; } = 500;
    public string? Body { get; init; }
    public string ContentType { get; init; } = "application/json";
    public int? RetryAfter { get; init; }
    /// <summary>The connection ends, after the body where there is one.</summary>
    public bool Cut { get; init; }
    public bool Hangs { get; init; }
    /// <summary>Matching requests that pass before.</summary>
    public int Skip { get; set; }
    public int Times { get; set; } = 1;
    /// <summary>A request met it.</summary>
    public TaskCompletionSource Met { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The records of one module.</summary>
internal sealed class ZohoModule
{
    private readonly Lock _gate = new();
    private readonly List<JsonObject> _records = [];
    private readonly List<JsonObject> _deleted = [];

    public bool HeedsModifiedSince { get; init; } = true;
    public bool ListsDeleted { get; init; } = true;

    /// <summary>Adds a record, or puts it in the place of the one with its id.</summary>
    public void Put(string id, DateTimeOffset modified, JsonObject fields)
    {
        lock (_gate)
        {
            fields["id"] = id;
            fields["Modified_Time"] = Text(modified);
            _records.RemoveAll(r => r["id"]!.GetValue<string>() == id);
            _records.Add(fields);
        }
    }

    public void Delete(string id, DateTimeOffset at)
    {
        lock (_gate)
        {
            _records.RemoveAll(r => r["id"]!.GetValue<string>() == id);
            _deleted.Add(new JsonObject { ["id"] = id, ["type"] = "recycle", ["display_name"] = "Someone", ["deleted_time"] = Text(at) });
        }
    }

    public IReadOnlyList<JsonObject> ModifiedSince(DateTimeOffset? since)
    {
        lock (_gate)
        {
            return [.. _records.Where(r => since is null || !HeedsModifiedSince || Moment(r, "Modified_Time") > since)
                .OrderByDescending(r => Moment(r, "Modified_Time")).ThenBy(r => r["id"]!.GetValue<string>(), StringComparer.Ordinal)];
        }
    }

    public IReadOnlyList<JsonObject> DeletedSince(DateTimeOffset? since)
    {
        lock (_gate)
            return [.. _deleted.Where(r => since is null || Moment(r, "deleted_time") > since)];
    }

    public static string Text(DateTimeOffset at) => at.ToOffset(TimeSpan.FromHours(5.5)).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static DateTimeOffset Moment(JsonObject record, string field) => DateTimeOffset.Parse(record[field]!.GetValue<string>(), CultureInfo.InvariantCulture);
}
