using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Persistence;

[TestClass]
public sealed class SchemaTests
{
    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    [TestCategory("TRK-4")]
    public async Task Migrations_OnAnEmptyDatabase_MakeExactlyTheModel(DatabaseKind kind)
    {
        await using var database = await DatabaseFixture.CreateAsync(kind);
        await using var context = await database.Contexts.CreateDbContextAsync();

        var model = SchemaText.OfModel(context);
        var schema = await SchemaText.OfDatabaseAsync(context, kind);

        Assert.IsGreaterThan(120, model.Count, "The comparison sees too little.");
        Assert.AreEqual(string.Join('\n', model), string.Join('\n', schema));
    }

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    [TestCategory("TRK-4")]
    public async Task Comparison_PropertyAddedWithoutMigration_IsFound(DatabaseKind kind)
    {
        await using var database = await DatabaseFixture.CreateAsync(kind);
        var options = new DbContextOptionsBuilder<WellIntakeDbContext>().ReplaceService<IModelCustomizer, ForgetfulCustomizer>();
        _ = kind == DatabaseKind.Postgres ? options.UseNpgsql(database.Url) : options.UseSqlite(database.Url);
        await using var context = new WellIntakeDbContext(options.Options);

        var missing = SchemaText.OfModel(context).Except(await SchemaText.OfDatabaseAsync(context, kind)).ToList();

        Assert.AreSequenceEqual(
            [$"column candidates.forgotten {(kind == DatabaseKind.Postgres ? "integer" : "INTEGER")} not null", "index ix_forgotten on candidates (forgotten)"],
            missing);
    }

    [TestMethod]
    [TestCategory("TRK-2")]
    public async Task Unfinished_OnSqlite_ReadsThePartialIndex()
    {
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Sqlite);
        await using var context = await database.Contexts.CreateDbContextAsync();

        var plan = await ExplainAsync(context, context.DigestRequests.Unfinished().OrderBy(request => request.CreatedAt));

        Assert.Contains("ix_teams_digest_requests_unfinished", plan, StringComparison.Ordinal);
        Assert.Contains(RequestStatusText.UnfinishedSql.Replace("status", "", StringComparison.Ordinal), context.DigestRequests.Unfinished().ToQueryString(), StringComparison.Ordinal);
    }

    [TestMethod]
    [TestCategory("PERF-8")]
    public async Task CandidatesInRange_OnSqlite_ReadTheIndexAndNotTheTable()
    {
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Sqlite);
        await using var context = await database.Contexts.CreateDbContextAsync();
        var from = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var to = from.AddDays(7);

        var all = await ExplainAsync(context, context.Candidates.Where(row => row.PublishedAt >= from && row.PublishedAt < to));
        var owned = await ExplainAsync(context, context.Candidates.Where(row => row.Owner == "o" && row.PublishedAt >= from && row.PublishedAt < to));

        Assert.Contains("SEARCH c USING INDEX ix_candidates_published (published_at>? AND published_at<?)", all, StringComparison.Ordinal);
        Assert.Contains("SEARCH c USING INDEX ix_candidates_owner (owner=? AND published_at>? AND published_at<?)", owned, StringComparison.Ordinal);
    }

    private static async Task<string> ExplainAsync<T>(WellIntakeDbContext context, IQueryable<T> query)
    {
        await using var command = query.CreateDbCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        await context.Database.OpenConnectionAsync();
        await using var rows = await command.ExecuteReaderAsync();
        List<string> plan = [];
        while (await rows.ReadAsync())
            plan.Add(rows.GetString(3));
        return string.Join('\n', plan);
    }

    private sealed class ForgetfulCustomizer(ModelCustomizerDependencies dependencies) : RelationalModelCustomizer(dependencies)
    {
        public override void Customize(ModelBuilder modelBuilder, DbContext context)
        {
            base.Customize(modelBuilder, context);
            modelBuilder.Entity<Candidate>().Property<int>("forgotten");
            modelBuilder.Entity<Candidate>().HasIndex(["forgotten"], "ix_forgotten");
        }
    }
}
