using System.Globalization;
using System.Text;

namespace WellIntake.Modules.Platform.Persistence.Migrations;

/// <summary>One migration: a file <c>0001_name.sql</c> beside its provider, built into the program.</summary>
/// <param name="Version">The number in front.</param>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Sql">Its statements, run in one transaction with all others that are pending.</param>
internal sealed record MigrationScript(int Version, string Name, string Sql)
{
    /// <summary>All of a provider's, oldest first.</summary>
    public static IReadOnlyList<MigrationScript> Load(DatabaseKind kind)
    {
        var assembly = typeof(MigrationScript).Assembly;
        var prefix = $"{typeof(DatabaseKind).Namespace}.{kind}.Migrations.";
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => (Resource: name, Name: name[prefix.Length..^".sql".Length]))
            .Select(file => new MigrationScript(VersionOf(file.Name), file.Name, Read(file.Resource)))
            .OrderBy(script => script.Version)];

        string Read(string resource)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            return reader.ReadToEnd();
        }
    }

    private static int VersionOf(string name) =>
        int.Parse(name.AsSpan(0, name.IndexOf('_', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture);
}
