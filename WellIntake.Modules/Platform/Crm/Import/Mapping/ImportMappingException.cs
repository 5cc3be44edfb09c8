namespace WellIntake.Modules.Platform.Crm.Import.Mapping;

/// <summary>A mapping file, or a file's columns, cannot work. Thrown before anything is written.</summary>
public sealed class ImportMappingException(IReadOnlyList<string> problems)
    : Exception("The import cannot begin: " + string.Join("; ", problems) + ".")
{
    /// <summary>Every problem that was found, each a sentence without a full stop.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
