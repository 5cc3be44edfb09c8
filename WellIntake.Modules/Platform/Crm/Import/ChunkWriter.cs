using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Crm.Import.Tables;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Platform.Crm.Import;

/// <summary>What became of a chunk.</summary>
internal sealed record ChunkOutcome<T>(int Inserted, int Updated, int Unchanged, IReadOnlyList<TakenLocator<T>> Taken);

/// <summary>
/// Writes rows by the chunk, each in one short transaction: SQLite has one writer, and the journal of the queue shares it.
/// </summary>
/// <param name="databases">Makes contexts.</param>
/// <param name="table">Where the rows belong.</param>
/// <param name="context">What the run knows.</param>
/// <param name="inTransaction">Called first in each chunk's transaction, where the run has more to write or to make sure of; it may throw.</param>
internal sealed class ChunkWriter<T>(
    IDbContextFactory<WellIntakeDbContext> databases, CrmTable<T> table, RecordContext context,
    Func<WellIntakeDbContext, CancellationToken, Task>? inTransaction = null)
    where T : class
{
    /// <summary>Rows in a transaction.</summary>
    public const int Size = 500;

    /// <summary>Stores new records and changed ones. Nothing of the chunk is kept when it throws.</summary>
    /// <param name="rows">May be none.</param>
    /// <param name="provided">Fields that the source decides.</param>
    /// <param name="ct">Cancelled: nothing of the chunk is kept.</param>
    /// <param name="beforeCommit">What else stands or falls with the rows; for writers that were given a transaction's first call.</param>
    public async Task<ChunkOutcome<T>> WriteAsync(
        IReadOnlyList<T> rows, IReadOnlySet<string> provided, CancellationToken ct,
        Func<WellIntakeDbContext, ChunkOutcome<T>, Task>? beforeCommit = null)
    {
        try
        {
            return await TryWriteAsync(rows, provided, beforeCommit, ct);
        }
        catch (DbUpdateException)
        {
            // Another process may have stored one of these rows between our look and our write; looking again shows it.
            return await TryWriteAsync(rows, provided, beforeCommit, ct);
        }
    }

    private async Task<ChunkOutcome<T>> TryWriteAsync(
        IReadOnlyList<T> rows, IReadOnlySet<string> provided, Func<WellIntakeDbContext, ChunkOutcome<T>, Task>? beforeCommit, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        await using var transaction = inTransaction is null ? null : await db.Database.BeginTransactionAsync(ct);
        if (inTransaction is not null)
            await inTransaction(db, ct);
        var set = table.Set(db);
        var ids = rows.Select(table.IdOf).ToList();
        var stored = await set.AsNoTracking().Where(table.HasId(ids)).ToDictionaryAsync(table.IdOf, StringComparer.Ordinal, ct);

        var inserted = new List<T>();
        var updated = 0;
        foreach (var row in rows)
        {
            if (!stored.TryGetValue(table.IdOf(row), out var known))
            {
                table.Inserting(row, context);
                inserted.Add(row);
            }
            else if (table.Update(known, row, provided, context))
            {
                set.Update(known);
                updated++;
            }
        }

        var taken = await table.PrepareAsync(db, inserted, ct);
        foreach (var refused in taken)
            inserted.Remove(refused.Entity);
        set.AddRange(inserted);
        await db.SaveChangesAsync(ct);
        var outcome = new ChunkOutcome<T>(inserted.Count, updated, rows.Count - inserted.Count - updated - taken.Count, taken);
        if (beforeCommit is not null)
            await beforeCommit(db, outcome);
        if (transaction is not null)
            await transaction.CommitAsync(ct);
        return outcome;
    }
}
