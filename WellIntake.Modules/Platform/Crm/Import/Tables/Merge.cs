namespace WellIntake.Modules.Platform.Crm.Import.Tables;

/// <summary>Brings what a file says into a stored record, field by field, and remembers whether anything differed.</summary>
internal ref struct Merge(IReadOnlySet<string> provided)
{
    /// <summary>True once a field differed.</summary>
    public bool Changed { get; private set; }

    /// <summary>True when the file fills <paramref name="field"/>.</summary>
    public bool Provides(string field) => provided.Contains(field);

    /// <summary>The fresh value where the file fills <paramref name="field"/>, else the stored one.</summary>
    public TValue Take<TValue>(string field, TValue stored, TValue fresh)
    {
        if (!provided.Contains(field) || EqualityComparer<TValue>.Default.Equals(stored, fresh))
            return stored;
        Changed = true;
        return fresh;
    }

    /// <summary>As <see cref="Take{TValue}"/>, for what may not be emptied: a row that says nothing changes nothing.</summary>
    public DateTimeOffset TakeDate(string field, DateTimeOffset stored, DateTimeOffset fresh) =>
        fresh == default ? stored : Take(field, stored, fresh);
}
