using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Crm.Import.Tables;

/// <summary>What a run knows when it finishes a record.</summary>
/// <param name="Now">The time of the import.</param>
/// <param name="Source">Where the records come from.</param>
internal sealed record RecordContext(DateTimeOffset Now, string Source);

/// <summary>A new record whose own reference belongs to another.</summary>
internal readonly record struct TakenLocator<T>(T Entity);

/// <summary>One kind of record: how rows become entities, and which of an entity's properties a row decides.</summary>
internal abstract class CrmTable<T>(CrmKind kind, IReadOnlyList<CrmField> fields, IReadOnlyList<IReadOnlyList<string>> keys)
    : CrmTable(kind, fields, keys)
    where T : class
{
    /// <summary>An entity with nothing but its id.</summary>
    public abstract T Create(string id, RecordContext context);

    public abstract string IdOf(T entity);

    public abstract DbSet<T> Set(WellIntakeDbContext db);

    public abstract Expression<Func<T, bool>> HasId(IReadOnlyList<string> ids);

    /// <summary>Puts a value that was read into the entity; null clears what may be empty.</summary>
    public void Fill(T entity, CrmField field, object? value)
    {
        if (!SharedFields.Fill(entity, field, value))
            FillOwn(entity, field, value);
    }

    /// <summary><see cref="Fill"/>, for the fields that no other kind of record has.</summary>
    protected abstract void FillOwn(T entity, CrmField field, object? value);

    /// <summary>Fills what follows from the rest. Called once all fields are in.</summary>
    public abstract void Finish(T entity, RecordContext context);

    /// <summary>Fills the dates that the database wants and the file did not give. Called for new records only.</summary>
    public abstract void Inserting(T entity, RecordContext context);

    /// <summary>Gives new records what must be unique among all.</summary>
    /// <returns>Those that cannot be stored because another record has what they claim.</returns>
    public virtual Task<IReadOnlyList<TakenLocator<T>>> PrepareAsync(WellIntakeDbContext db, IReadOnlyList<T> inserted, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<TakenLocator<T>>>([]);

    /// <summary>
    /// Copies from a freshly read entity what the file decides, and leaves the rest of the stored one alone.
    /// </summary>
    /// <returns>True when anything differed.</returns>
    public bool Update(T stored, T fresh, IReadOnlySet<string> provided, RecordContext context)
    {
        var merge = new Merge(provided);
        SharedFields.Take(ref merge, stored, fresh);
        TakeOwn(ref merge, stored, fresh);
        if (merge.Changed && stored is IModified modified && ((IModified)(object)fresh).ModifiedAt == default)
            modified.ModifiedAt = context.Now;
        return merge.Changed;
    }

    /// <summary><see cref="Update"/>, for the fields that no other kind of record has.</summary>
    protected abstract void TakeOwn(ref Merge merge, T stored, T fresh);
}
