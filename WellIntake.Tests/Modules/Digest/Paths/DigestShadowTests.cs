using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Host;
using WellIntake.Modules.Digest.Contracts;
using WellIntake.Modules.Digest.Paths;
using WellIntake.Modules.Platform.Crm.Samples;
using WellIntake.Modules.Platform.Features;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Migrations;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Modules.Digest.Paths;

/// <summary>Shadow mode with the program's own parts, put together but not running, so that a difference can be planted in between.</summary>
[TestClass, TestCategory("FLG-2")]
public sealed class DigestShadowTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    [DataRow(DatabaseKind.Sqlite, true)]
    [DataRow(DatabaseKind.Sqlite, false)]
    [DataRow(DatabaseKind.Postgres, false)]
    public async Task Compare_DataChangesInBetween_ReportsWhichFieldsAndNothingPersonal(DatabaseKind kind, bool queued)
    {
        await using var parts = await PartsAsync(kind);
        var outcome = await WorkAsync(parts, Job("r1"), queued);
        outcome.WhenDelivered!();
        var best = Shown(outcome)[0];
        await using (var db = await parts.Contexts.CreateDbContextAsync(Ct))
            await db.Candidates.Where(c => c.Id == best).ExecuteUpdateAsync(u => u.SetProperty(c => c.Title, "Juggler"), Ct);

        await parts.Get<DigestShadow>().CompareWaitingAsync(Ct);

        var found = (await parts.Get<IFlagDifferences>().ListAsync(AsyncDigest.Name, 10, Ct)).Single();
        Assert.AreEqual(("r1", queued ? "queue" : "request", "title", "at 1"), (found.RequestId, found.AnsweredBy, found.Field, found.Detail));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Compare_CandidateGoesInBetween_ReportsCandidatesAndTotals()
    {
        await using var parts = await PartsAsync(DatabaseKind.Sqlite);
        var outcome = await WorkAsync(parts, Job("r1"), queued: true);
        outcome.WhenDelivered!();
        await using (var db = await parts.Contexts.CreateDbContextAsync(Ct))
            await db.Candidates.Where(c => c.Id == Shown(outcome)[1]).ExecuteDeleteAsync(Ct);

        await parts.Get<DigestShadow>().CompareWaitingAsync(Ct);

        var fields = (await parts.Get<IFlagDifferences>().ListAsync(null, 10, Ct)).Select(d => d.Field).ToList();
        CollectionAssert.Contains(fields, "candidates");
        CollectionAssert.Contains(fields, "totals.in_range");
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Compare_NothingChanges_ReportsNothing(bool queued)
    {
        await using var parts = await PartsAsync(DatabaseKind.Sqlite);
        foreach (var audience in (string[])["global", "advisors", "c_suite"])
            (await WorkAsync(parts, Job("r-" + audience) with { Audience = audience }, queued)).WhenDelivered!();

        await parts.Get<DigestShadow>().CompareWaitingAsync(Ct);

        Assert.IsEmpty(await parts.Get<IFlagDifferences>().ListAsync(null, 10, Ct));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("DIG-5")]
    public async Task After_DigestThatGoesOutOrShadowIsOff_IsNotShadowed()
    {
        await using var parts = await PartsAsync(DatabaseKind.Sqlite);

        Assert.IsNull((await WorkAsync(parts, Job("r1") with { TestRecipientEmail = "pat@example.com" }, queued: true)).WhenDelivered);
        await using var off = await PartsAsync(DatabaseKind.Sqlite, shadow: false);
        Assert.IsNull((await WorkAsync(off, Job("r2"), queued: true)).WhenDelivered);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task After_MoreThanTheLineTakes_IsDropped()
    {
        await using var parts = await PartsAsync(DatabaseKind.Sqlite);
        var outcome = await WorkAsync(parts, Job("r1"), queued: true);
        for (var n = 0; n < DigestShadow.MostWaiting + 10; n++)
            outcome.WhenDelivered!();

        await parts.Get<DigestShadow>().CompareWaitingAsync(Ct);

        Assert.IsEmpty(await parts.Get<IFlagDifferences>().ListAsync(null, 10, Ct));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("FLG-1"), TestCategory("DIG-7")]
    public async Task Preview_ShowsThreeWithButtons_AndOnlyTheyAreMarkedAsShown()
    {
        await using var parts = await PartsAsync(DatabaseKind.Sqlite);
        var work = parts.Get<IDigestWork>();

        var preview = await work.WorkAsync(Job("r1"), DigestPath.Request, preview: true, progress: null, Ct);
        var whole = await work.WorkAsync(Job("r1"), DigestPath.Request, preview: false, progress: null, Ct);
        var mailed = await work.WorkAsync(Job("r1") with { TestRecipientEmail = "pat@example.com" }, DigestPath.Request, preview: true, progress: null, Ct);

        Assert.HasCount(6, Shown(whole));
        CollectionAssert.AreEqual(Shown(whole).Take(3).ToList(), Shown(preview));
        Assert.AreEqual(3, preview.Details.Single(d => d.Key == "cards_generated").Value);
        Assert.AreEqual("Show all 6", preview.Card.Actions![0].Title);
        Assert.HasCount(6, Shown(mailed), "the mail has everybody");
        Assert.HasCount(1, mailed.Rows);
    }

    private static DigestRequestJob Job(string id) => new()
    {
        MessageId = id,
        Timestamp = TimeProvider.System.GetUtcNow(),
        ConversationId = "chat",
        ServiceUrl = "http://127.0.0.1/",
        UserEmail = "pat@example.com",
        Audience = "global",
        DateRangeDays = 365,
    };

    private Task<RequestOutcome> WorkAsync(Parts parts, DigestRequestJob job, bool queued) =>
        parts.Get<IDigestWork>().WorkAsync(job, queued ? DigestPath.Queue : DigestPath.Request, preview: !queued, progress: null, Ct);

    private static List<string> Shown(RequestOutcome outcome)
    {
        using var metadata = JsonDocument.Parse((string)outcome.Details.Single(d => d.Key == "cards_metadata").Value!);
        return [.. metadata.RootElement.EnumerateArray().Select(c => c.GetProperty("candidate_id").GetString()!)];
    }

    private async Task<Parts> PartsAsync(DatabaseKind kind, bool shadow = true)
    {
        var database = await DatabaseFixture.CreateAsync(kind, migrated: false);
        var folder = Directory.CreateTempSubdirectory("wellintake-shadow-").FullName;
        var app = HostComposition.BuildServer(
            [$"--DATABASE_URL={database.Url}", $"--WELLINTAKE_DATA={folder}", "--urls=http://127.0.0.1:0", "--LOG_LEVEL=ERROR", $"--WellIntake:Flags:AsyncDigest:Shadow={shadow}"],
            quiet: true);
        await app.Services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(Ct);
        await app.Services.GetRequiredService<ISampleLoader>().LoadAsync(Ct);
        return new Parts(app, database, folder);
    }

    private sealed class Parts(Microsoft.AspNetCore.Builder.WebApplication app, DatabaseFixture database, string folder) : IAsyncDisposable
    {
        public IDbContextFactory<WellIntakeDbContext> Contexts => Get<IDbContextFactory<WellIntakeDbContext>>();

        public T Get<T>()
            where T : notnull => app.Services.GetRequiredService<T>();

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            await database.DisposeAsync();
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }
}
