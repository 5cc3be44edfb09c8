using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Crm.Import;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Platform.Crm.Samples;

/// <summary>Loads the sample records that ship inside the program, so that a first try has something to show.</summary>
public interface ISampleLoader
{
    /// <summary>True when there is not one candidate, deal, meeting or note.</summary>
    Task<bool> IsEmptyAsync(CancellationToken ct = default);

    /// <summary>
    /// Loads the samples, their dates counted from now. Loading again moves their dates to the new now and adds nothing.
    /// Cancelled: throws; what was loaded stays, and loading again completes it.
    /// </summary>
    Task<IReadOnlyList<ImportReport>> LoadAsync(CancellationToken ct = default);
}

/// <inheritdoc />
internal sealed class SampleLoader(ICrmImporter importer, IDbContextFactory<WellIntakeDbContext> databases, TimeProvider time) : ISampleLoader
{
    private const string Prefix = "WellIntake.Samples.";

    private static readonly (CrmKind Kind, string File)[] Files =
    [
        (CrmKind.Candidates, "candidates.csv"),
        (CrmKind.Deals, "deals.csv"),
        (CrmKind.Meetings, "meetings.csv"),
        (CrmKind.Notes, "notes.json"),
    ];

    public async Task<bool> IsEmptyAsync(CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return !await db.Candidates.AnyAsync(ct) && !await db.Deals.AnyAsync(ct)
            && !await db.Meetings.AnyAsync(ct) && !await db.Notes.AnyAsync(ct);
    }

    public async Task<IReadOnlyList<ImportReport>> LoadAsync(CancellationToken ct = default)
    {
        var now = time.GetUtcNow();
        var reports = new List<ImportReport>();
        foreach (var (kind, file) in Files)
        {
            await using var stream = typeof(SampleLoader).Assembly.GetManifestResourceStream(Prefix + file)
                ?? throw new InvalidOperationException($"The program was built without the sample {file}.");
            var request = new ImportRequest(kind, stream, file) { Source = "sample", RelativeTo = now };
            var report = await importer.ImportAsync(request, ct: ct);
            // The importer reports a cancelled import; half a set of samples is nobody's report.
            ct.ThrowIfCancellationRequested();
            reports.Add(report);
        }

        return reports;
    }
}
