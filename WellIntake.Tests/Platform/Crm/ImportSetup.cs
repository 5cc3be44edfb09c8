using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using WellIntake.Modules.Platform.Crm;
using WellIntake.Modules.Platform.Crm.Import;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Crm;

/// <summary>An importer on a database of its own.</summary>
internal sealed class ImportSetup : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 3, 18, 12, 0, 0, TimeSpan.Zero);

    private ImportSetup(DatabaseFixture database)
    {
        Database = database;
        Importer = new CrmImporter(database.Contexts, new FixedTime(), NullLogger<CrmImporter>.Instance);
    }

    public DatabaseFixture Database { get; }

    public ICrmImporter Importer { get; }

    public static async Task<ImportSetup> CreateAsync(DatabaseKind kind = DatabaseKind.Sqlite) =>
        new(await DatabaseFixture.CreateAsync(kind));

    public Task<ImportReport> ImportAsync(CrmKind kind, string text, string? mapping = null, string fileName = "file.csv", Encoding? encoding = null) =>
        ImportAsync(kind, (encoding ?? new UTF8Encoding(false)).GetBytes(text), mapping, fileName);

    public async Task<ImportReport> ImportAsync(CrmKind kind, byte[] bytes, string? mapping = null, string fileName = "file.csv")
    {
        using var stream = new MemoryStream(bytes);
        return await Importer.ImportAsync(new ImportRequest(kind, stream, fileName) { Mapping = mapping });
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    internal sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
