using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using WellIntake.Modules.Digest;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Tests.Testing;
using static WellIntake.Tests.Modules.Digest.CandidateBuilder;

namespace WellIntake.Tests.Modules.Digest;

[TestClass]
[TestCategory("DIG-1")]
public sealed class DigestQueryTests
{
    [TestMethod]
    [DataRow("global", null)]
    [DataRow("advisors", null)]
    [DataRow("advisors", "rita@example.com")]
    [DataRow("personal", null)]
    public async Task EveryQuery_OfADigest_GoesByAnIndex(string audience, string? owner)
    {
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Sqlite);
        var recorder = new PlanRecorder();
        var options = new DbContextOptionsBuilder<WellIntakeDbContext>().UseSqlite(database.Provider.ConnectionString);
        await using var context = new WellIntakeDbContext(options.AddInterceptors(recorder).Options);
        var spec = new DigestSpec { Audience = audience, From = Now.AddDays(-7), To = Now, Now = Now, Asker = "ann@example.com", Owner = owner };

        await DigestQuery.InRange(context, spec).CountAsync();
        await DigestQuery.PageAsync(context, spec, null, default);
        await DigestQuery.PageAsync(context, spec, Candidate(), default);
        await DigestQuery.NotesAsync(context, ["a", "b"], default);
        await DigestQuery.DealsAsync(context, ["a", "b"], default);
        await DigestQuery.MeetingsAsync(context, ["a", "b"], default);
        await DigestQuery.NearestAsync(context, spec, default);

        Assert.HasCount(8, recorder.Plans);
        foreach (var plan in recorder.Plans)
        {
            Assert.Contains("USING INDEX ix_", plan.Replace("COVERING ", "", StringComparison.Ordinal));
            Assert.IsFalse(plan.Split('\n').Any(step => step.StartsWith("SCAN", StringComparison.Ordinal) && !step.Contains("VIRTUAL TABLE", StringComparison.Ordinal)), plan);
        }
    }

    private sealed class PlanRecorder : DbCommandInterceptor
    {
        public List<string> Plans { get; } = [];

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            await using var explain = command.Connection!.CreateCommand();
#pragma warning disable CA2100 // The program's own statement.
            explain.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
#pragma warning restore CA2100
            foreach (DbParameter parameter in command.Parameters)
                explain.Parameters.Add(new SqliteParameter(parameter.ParameterName, parameter.Value));
            await using var steps = await explain.ExecuteReaderAsync(cancellationToken);
            var plan = new List<string>();
            while (await steps.ReadAsync(cancellationToken))
                plan.Add(steps.GetString(3));
            Plans.Add(string.Join('\n', plan));
            return result;
        }
    }
}
