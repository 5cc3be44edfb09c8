namespace WellIntake.Modules.Platform.Crm.Seed;

/// <summary>Fills the database with made-up records of any number, for trying and measuring.</summary>
public interface ISeeder
{
    /// <summary>
    /// Writes candidates with their deals, meetings and notes, with flat memory. The same request makes the same records
    /// (their dates counted from now), so asking twice adds nothing the second time. Cancelled: throws; what was written
    /// stays, and asking again completes it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A figure is outside what <see cref="SeedRequest"/> allows; nothing was written.</exception>
    Task<SeedReport> SeedAsync(SeedRequest request, IProgress<SeedProgress>? progress = null, CancellationToken ct = default);
}

/// <summary>What to make.</summary>
/// <param name="Candidates">1–10,000,000.</param>
/// <param name="Seed">Another seed makes other people; sets of different seeds live side by side.</param>
/// <param name="Days">Published over so many days back from now; 1–3,650.</param>
public sealed record SeedRequest(int Candidates, int Seed = 1, int Days = 365);

/// <summary>How far it has come.</summary>
/// <param name="Candidates">Candidates made.</param>
/// <param name="Total">Candidates asked for.</param>
public sealed record SeedProgress(int Candidates, int Total);

/// <summary>Records that were not there before.</summary>
public sealed record SeedReport(long Candidates, long Deals, long Meetings, long Notes);
