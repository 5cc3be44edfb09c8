using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Digest;
using WellIntake.Modules.Platform.Crm;
using WellIntake.Modules.Platform.Crm.Seed;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Persistence.Migrations;

namespace WellIntake.Benchmarks.Digest;

/// <summary>
/// A database with so many made-up candidates: one that was given, a kept file, or a file that is gone afterwards. A
/// given database keeps what it has, so sizes in rising order each complete the one before.
/// </summary>
internal sealed class SeededTable : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly DirectoryInfo? _scratch;

    private SeededTable(ServiceProvider services, DirectoryInfo? scratch) => (_services, _scratch) = (services, scratch);

    public IDbContextFactory<WellIntakeDbContext> Contexts => _services.GetRequiredService<IDbContextFactory<WellIntakeDbContext>>();

    public string Kind => _services.GetRequiredService<IDatabaseProvider>().Kind.ToString();

    public static async Task<SeededTable> OpenAsync(int rows, BenchmarkSettings settings)
    {
        var scratch = settings.Database is null && settings.Keep is null ? Directory.CreateTempSubdirectory("bench-") : null;
        var url = settings.Database ?? $"Data Source={Path.Combine(scratch?.FullName ?? settings.Keep!, FormattableString.Invariant($"digest-{rows}.db"))}";
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("WellIntake:Database:Url", url)]).Build();
        var services = new ServiceCollection().AddLogging().AddPersistence(configuration).AddCrm(configuration).BuildServiceProvider();
        var table = new SeededTable(services, scratch);
        await services.GetRequiredService<IDatabaseMigrator>().MigrateAsync();
        await using var context = await table.Contexts.CreateDbContextAsync();
        if (await context.Candidates.CountAsync() < rows)
            await services.GetRequiredService<ISeeder>().SeedAsync(new SeedRequest(rows));
        return table;
    }

    /// <summary>The range that holds so many of the newest, whatever the size of the table. Each of them has an interview then.</summary>
    public async Task<DigestSpec> SpecAsync(int inRange)
    {
        await using var context = await Contexts.CreateDbContextAsync();
        var newest = await context.Candidates.AsNoTracking().OrderByDescending(c => c.PublishedAt).Take(inRange).Select(c => new { c.Id, c.Name, c.PublishedAt }).ToListAsync();
        var interviewed = await context.Notes.AsNoTracking().Where(n => n.Source == "bench").Select(n => n.CandidateId).ToHashSetAsync();
        context.AddRange(newest.Where(c => !interviewed.Contains(c.Id)).Select(c => new Note
        {
            Id = "bench-" + c.Id,
            CandidateId = c.Id,
            Kind = "transcript",
            Text = Interview.Of(c.Id, c.Name),
            Source = "bench",
            CreatedAt = c.PublishedAt,
        }));
        await context.SaveChangesAsync();
        var (to, from) = (newest[0].PublishedAt.AddMicroseconds(1), newest[^1].PublishedAt);
        return new DigestSpec { Audience = "global", From = from, To = to, Now = to };
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_scratch is null)
            return;
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _scratch.Delete(recursive: true);
    }
}
