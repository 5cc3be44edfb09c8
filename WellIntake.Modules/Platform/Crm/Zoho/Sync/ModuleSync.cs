using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Crm.Import;
using WellIntake.Modules.Platform.Crm.Import.Tables;
using WellIntake.Modules.Platform.Crm.Zoho.Client;
using WellIntake.Modules.Platform.Crm.Zoho.Mapping;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Platform.Crm.Zoho.Sync;

/// <summary>
/// One run over one kind of record. Rows are written by the chunk as pages come, so that memory and transactions stay
/// small; the last chunk, the deletions and the new watermark are one transaction. Stopped before it, the next run reads
/// the same again, and finds most of it as it should be.
/// </summary>
internal sealed class ModuleSync<T>(
    IDbContextFactory<WellIntakeDbContext> databases, CrmTable<T> table, ZohoPlan plan, ZohoClient client, SyncLease lease, SyncStates states,
    TimeProvider time, IProgress<CrmSyncProgress>? progress)
    where T : class
{
    private const int MaxRefusalsKept = 100;
    private const int IdsAtOnce = 500;

    private readonly RecordContext _context = new(Seconds(time.GetUtcNow()), "zoho");
    private readonly FieldReader _fields = plan.CreateReader();
    private readonly List<T> _chunk = new(ChunkWriter<T>.Size);
    private readonly List<CrmSyncRefusal> _refusals = [];
    private CrmSyncKindReport _report = new() { Kind = plan.Kind, Module = plan.Module };

    /// <summary>What it has done so far, whether or not <see cref="RunAsync"/> ended well.</summary>
    public CrmSyncKindReport Report => _report with { Refusals = _refusals };

    /// <exception cref="ZohoException">Zoho could not be read; the watermark stays.</exception>
    /// <exception cref="SyncLeaseLostException">Another process took over; nothing was written since.</exception>
    public async Task RunAsync(bool full, TimeSpan overlap, CancellationToken ct)
    {
        var watermark = await states.BeginAsync(plan, ct);
        var since = full ? null : watermark - overlap;
        _report = _report with { Full = since is null };
        var writer = new ChunkWriter<T>(databases, table, _context, lease.RenewAsync);
        var reading = new ModuleReading(client, plan, since, time);
        await foreach (var records in reading.RecordsAsync(ct))
        {
            foreach (var record in records)
            {
                // Before, never after: the last chunk waits for the deletions.
                if (_chunk.Count == ChunkWriter<T>.Size)
                    await FlushAsync(writer, beforeCommit: null, ct);
                Take(record);
            }

            await lease.RenewAsync(ct);
            progress?.Report(new CrmSyncProgress(plan.Kind, _report.Read, _report.Refused));
        }

        var deleted = await reading.DeletedAsync(ct);
        var dropped = _chunk.RemoveAll(entity => deleted.Contains(table.IdOf(entity)));
        // Read, and gone again before the run was over.
        _report = _report with { Read = _report.Read - dropped, ReadAgain = reading.PagesMoved };
        await FlushAsync(writer, async (db, outcome) =>
        {
            var gone = await DeleteAsync(db, deleted, ct);
            _report = Counted(outcome) with { Deleted = gone };
            await states.FinishAsync(db, plan, reading.PagesMoved ? null : reading.BegunAt, _report, ct);
        }, ct);
    }

    private void Take(JsonElement record)
    {
        _report = _report with { Read = _report.Read + 1 };
        var row = plan.Row(record);
        if (row.Broken is { } broken)
            Refuse(ModuleReading.Id(record), null, broken);
        else if (RecordReader.Read(table, plan.Import, _fields, row, _context, out var wrong) is ({ } _, { } entity))
            _chunk.Add(entity);
        else
            Refuse(ModuleReading.Id(record), wrong.Column, wrong.Reason);
    }

    private async Task FlushAsync(ChunkWriter<T> writer, Func<WellIntakeDbContext, ChunkOutcome<T>, Task>? beforeCommit, CancellationToken ct)
    {
        var before = _report;
        ChunkOutcome<T> outcome;
        try
        {
            outcome = await writer.WriteAsync(_chunk, plan.Import.Provided, ct, beforeCommit is null ? null : async (db, done) =>
            {
                // The writer tries again when another one came between; what was counted then was not written.
                _report = before;
                await beforeCommit(db, done);
            });
        }
        catch
        {
            _report = before;
            throw;
        }

        if (beforeCommit is null)
            _report = Counted(outcome);
        foreach (var taken in outcome.Taken)
            Refuse(table.IdOf(taken.Entity), "locator", "the reference belongs to another record", counted: true);
        _chunk.Clear();
    }

    private CrmSyncKindReport Counted(ChunkOutcome<T> outcome) => _report with
    {
        Inserted = _report.Inserted + outcome.Inserted,
        Updated = _report.Updated + outcome.Updated,
        Unchanged = _report.Unchanged + outcome.Unchanged,
        Refused = _report.Refused + outcome.Taken.Count,
    };

    private async Task<int> DeleteAsync(WellIntakeDbContext db, IReadOnlyCollection<string> deleted, CancellationToken ct)
    {
        var gone = 0;
        foreach (var ids in deleted.Chunk(IdsAtOnce))
        {
            gone += await table.Set(db).Where(table.HasId(ids)).ExecuteDeleteAsync(ct);
            // A person who is deleted takes along what was written of them.
            if (plan.Kind == CrmKind.Candidates)
                await db.Notes.Where(note => note.Source == "zoho" && ids.Contains(note.CandidateId)).ExecuteDeleteAsync(ct);
        }

        return gone;
    }

    private void Refuse(string? id, string? field, string reason, bool counted = false)
    {
        if (!counted)
            _report = _report with { Refused = _report.Refused + 1 };
        if (_refusals.Count < MaxRefusalsKept)
            _refusals.Add(new CrmSyncRefusal(id is { Length: <= 100 } ? id : "(none)", field, reason));
    }

    private static DateTimeOffset Seconds(DateTimeOffset now) => new(now.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
}
