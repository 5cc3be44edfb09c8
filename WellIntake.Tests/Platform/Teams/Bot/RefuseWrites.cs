using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Tests.Platform.Teams.Bot;

/// <summary>Makes SQLite refuse new references and requests, as a full disk would, from within the commit that others share.</summary>
internal sealed class RefuseWrites(IDbContextFactory<WellIntakeDbContext> contexts) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var table in (string[])["teams_digest_requests", "conversation_references", "processed_ids"])
        {
            var sql = $"CREATE TRIGGER refuse_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'disk full'); END";
            await db.Database.ExecuteSqlRawAsync(sql, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
