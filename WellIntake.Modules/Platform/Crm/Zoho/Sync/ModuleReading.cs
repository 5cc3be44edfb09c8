using System.Globalization;
using System.Text.Json;
using WellIntake.Modules.Platform.Crm.Zoho.Client;
using WellIntake.Modules.Platform.Crm.Zoho.Mapping;

namespace WellIntake.Modules.Platform.Crm.Zoho.Sync;

/// <summary>Reads from one module what changed and what was deleted.</summary>
/// <param name="client">Zoho.</param>
/// <param name="plan">Which module and fields.</param>
/// <param name="since">From when on; null: everything.</param>
/// <param name="time">Used where Zoho does not say its own time.</param>
internal sealed class ModuleReading(ZohoClient client, ZohoPlan plan, DateTimeOffset? since, TimeProvider time)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private int _pages;

    /// <summary>Zoho's time before the first page: all earlier changes will have been read at the end.</summary>
    public DateTimeOffset BegunAt { get; private set; }

    /// <summary>
    /// A record was deleted while pages were read: the later ones moved up by a place, and one may have slipped onto a page
    /// that was read already.
    /// </summary>
    public bool PagesMoved { get; private set; }

    /// <summary>The records, page by page, none twice. Stops at the first one that is too old, where the header was not heeded.</summary>
    /// <exception cref="ZohoException">A page could not be read.</exception>
    public async IAsyncEnumerable<IReadOnlyList<JsonElement>> RecordsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        BegunAt = time.GetUtcNow();
        for (ZohoCursor? at = ZohoCursor.First; at is not null;)
        {
            var page = await client.GetRecordsAsync(plan.Module, plan.Fields, since, at, ct);
            if (_pages++ == 0 && page.ServerTime is { } theirs)
                BegunAt = theirs;
            var fresh = page.Records.Where(IsNew).ToList();
            yield return fresh;
            // The newest come first.
            at = since is not null && page.Records.Any(IsOld) ? null : page.Next;
        }
    }

    /// <summary>Ids of what was deleted, until now.</summary>
    public async Task<HashSet<string>> DeletedAsync(CancellationToken ct)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        // Notes go with the record that they belong to; no list is kept of them.
        if (plan.Kind == CrmKind.Notes)
            return ids;
        for (ZohoCursor? at = ZohoCursor.First; at is not null;)
        {
            var page = await client.GetDeletedAsync(plan.Module, since, at, ct);
            foreach (var record in page.Records)
            {
                if (Id(record) is not { } id)
                    continue;
                ids.Add(id);
                PagesMoved |= _pages > 1 && (Moment(record, "deleted_time") is not { } deleted || deleted >= BegunAt);
            }

            at = page.Next;
        }

        return ids;
    }

    /// <summary>The record's id; null when it has none.</summary>
    public static string? Id(JsonElement record) =>
        record.TryGetProperty("id", out var id) ? id.ValueKind switch
        {
            JsonValueKind.String => id.GetString(),
            JsonValueKind.Number => id.GetRawText(),
            _ => null,
        }
        : null;

    private bool IsNew(JsonElement record) => !(since is not null && IsOld(record)) && (Id(record) is not { } id || _seen.Add(id));

    private bool IsOld(JsonElement record) => Moment(record, ZohoPlan.ModifiedTime) < since;

    private static DateTimeOffset? Moment(JsonElement record, string field) =>
        record.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
        && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : null;
}
