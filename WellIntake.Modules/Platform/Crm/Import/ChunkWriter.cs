using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Crm.Import.Tables;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Platform.Crm.Import;

/// <summary>What became of a chunk.</summary>
internal sealed record ChunkOutcome<T>(int Inserted, int Updated, int Unchanged, IReadOnlyList<TakenLocator<T>> Taken);

/// <summary>
/// Writes rows by the chunk, each in one short transaction: SQLite has one writer, and the journal of the queue shares it.
/// </summary>
internal sealed class ChunkWriter<T>(IDbContextFactory<WellIntakeDbContext> databases, CrmTable<T> table, RecordContext context)
    where T : class
{
    /// <summary>Rows in a transaction.</summary>
    public const int Size = 500;

    /// <summary>Stores new records and changed ones. Nothing of the chunk is kept when it throws.</summary>
    public async Task<ChunkOutcome<T>> WriteAsync(IReadOnlyList<T> rows, IReadOnlySet<string> provided, CancellationToken ct)
    {
        try
        {
            return await TryWriteAsync(rows, provided, ct);
        }
        catch (DbUpdateException)
        {
            // Another process may have stored one of these rows between our look and our write; looking again shows it.
            return await TryWriteAsync(rows, provided, ct);
        }
    }

    private async Task<ChunkOutcome<T>> TryWriteAsync(IReadOnlyList<T> rows, IReadOnlySet<string> provided, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        db.ChangeTracker.AutoDetectChangesEnabled = false;
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
        return new ChunkOutcome<T>(inserted.Count, updated, rows.Count - inserted.Count - updated - taken.Count, taken);
    }
}
