using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Digest;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Tests.Testing;
using static WellIntake.Tests.Modules.Digest.CandidateBuilder;

namespace WellIntake.Tests.Modules.Digest;

[TestClass]
[TestCategory("DIG-1")]
public sealed class DigestEngineTests
{
    private static readonly DigestSpec LastWeek = new() { Audience = "advisors", From = Now.AddDays(-7), To = Now, Now = Now, Asker = "rita@example.com" };

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task MakeAsync_ManyInRange_RanksAllThenCuts(DatabaseKind kind)
    {
        await using var database = await WithAsync(kind, [.. Enumerable.Range(0, 450).Select(i => Candidate($"c{i:000}", c =>
        {
            // The best are the oldest, on the last page.
            c.PublishedAt = Now.AddMinutes(-1 - i);
            c.AumText = $"${60 + i}M";
        }))]);

        var result = await Engine(database).MakeAsync(LastWeek with { MaxCandidates = 3 });

        CollectionAssert.AreEqual(new[] { "c449", "c448", "c447" }, result.Cards.Select(c => c.CandidateId).ToArray());
        Assert.AreEqual(450, result.Totals.InRange);
        Assert.AreEqual(450, result.Totals.ByAudience["advisors"]);
    }

    [TestMethod]
    public async Task MakeAsync_TheRange_HoldsItsBeginningAndNotItsEnd()
    {
        await using var database = await WithAsync(DatabaseKind.Sqlite,
            Candidate("first", c => c.PublishedAt = LastWeek.From),
            Candidate("before", c => c.PublishedAt = LastWeek.From.AddMicroseconds(-1)),
            Candidate("end", c => c.PublishedAt = LastWeek.To));

        var result = await Engine(database).MakeAsync(LastWeek);

        Assert.AreEqual("first", result.Cards.Single().CandidateId);
    }

    [TestMethod]
    [DataRow("advisors", "a both")]
    [DataRow("c_suite", "both exec")]
    [DataRow("global", "a both exec mine")]
    [DataRow("personal", "mine")]
    public async Task MakeAsync_AnAudience_SeesItsOwn(string audience, string ids)
    {
        await using var database = await WithAsync(DatabaseKind.Sqlite,
            Candidate("a", c => c.Owner = "other@example.com"),
            Candidate("both", c => (c.Audience, c.Owner) = ("advisors, c_suite", "other@example.com")),
            Candidate("exec", c => (c.Audience, c.Owner) = ("c_suite", null)),
            Candidate("mine", c => (c.Audience, c.Owner) = ("global", "ann@example.com")));

        var result = await Engine(database).MakeAsync(LastWeek with { Audience = audience, Asker = "Ann@Example.com" });

        Assert.AreEqual(ids, string.Join(' ', result.Cards.Select(c => c.CandidateId).Order(StringComparer.Ordinal)));
    }

    [TestMethod]
    public async Task MakeAsync_OwnerAndVault_Narrow()
    {
        await using var database = await WithAsync(DatabaseKind.Sqlite,
            Candidate("a"), Candidate("vault", c => c.InVault = true), Candidate("other", c => c.Owner = "bob@example.com"));
        var engine = Engine(database);

        var owned = await engine.MakeAsync(LastWeek with { Owner = "RITA@example.com" });
        var open = await engine.MakeAsync(LastWeek with { Owner = "rita@example.com", IncludeVault = false });

        Assert.AreEqual(2, owned.Totals.InRange);
        Assert.AreEqual("a", open.Cards.Single().CandidateId);
        Assert.IsTrue(owned.Cards.Single(c => c.CandidateId == "vault").InVault);
    }

    [TestMethod]
    public async Task MakeAsync_APersonalDigestOfNobody_IsRefused()
    {
        await using var database = await WithAsync(DatabaseKind.Sqlite);

        await Assert.ThrowsExactlyAsync<ArgumentException>(() => Engine(database).MakeAsync(LastWeek with { Audience = "personal", Asker = " " }));
    }

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task MakeAsync_NotesDealsAndMeetings_AreEvidenceWhereIncluded(DatabaseKind kind)
    {
        await using var database = await WithAsync(kind, Candidate("a"));
        await using (var context = await database.Contexts.CreateDbContextAsync())
        {
            context.Add(new Note { Id = "n", CandidateId = "a", Kind = "transcript", Text = "Candidate: I manage $1.2B.", CreatedAt = Now.AddDays(-1) });
            context.Add(new Deal { Id = "d", CandidateId = "a", Name = "Deal", Stage = "Engaged", ModifiedAt = Now.AddDays(-1) });
            context.Add(new Meeting { Id = "m", CandidateId = "a", Title = "Call", StartsAt = Now.AddDays(-3) });
            await context.SaveChangesAsync();
        }

        var with = (await Engine(database).MakeAsync(LastWeek)).Cards.Single().Bullets;
        var without = (await Engine(database).MakeAsync(LastWeek with { IncludeDeals = false, IncludeMeetings = false })).Cards.Single().Bullets;

        CollectionAssert.AreEqual(new[] { "$1.2B AUM", "Interest: deal in stage Engaged", "Last met 19 Nov 2026" }, with.Take(3).Select(b => b.Text).ToArray());
        Assert.IsFalse(without.Any(b => b.Source.Entity is "deal" or "meeting"));
        Assert.HasCount(BulletSelector.Count, without);
    }

    [TestMethod]
    [TestCategory("DIG-7")]
    public async Task MakeAsync_NobodyInRange_NamesTheNearestRange()
    {
        await using var database = await WithAsync(DatabaseKind.Sqlite,
            Candidate("old", c => c.PublishedAt = Now.AddDays(-12.2)),
            Candidate("older", c => c.PublishedAt = Now.AddDays(-40)),
            Candidate("exec", c => (c.Audience, c.PublishedAt) = ("c_suite", Now.AddDays(-8))));

        var result = await Engine(database).MakeAsync(LastWeek);

        Assert.IsEmpty(result.Cards);
        Assert.AreEqual((12, 14), (result.Nearest!.DaysAgo, result.Nearest.SuggestedDays));
        Assert.HasCount(1, (await Engine(database).MakeAsync(LastWeek with { From = Now.AddDays(-result.Nearest.SuggestedDays) })).Cards);
    }

    [TestMethod]
    [TestCategory("DIG-7")]
    public async Task MakeAsync_NobodyInAYear_SaysNone()
    {
        await using var database = await WithAsync(DatabaseKind.Sqlite, Candidate("old", c => c.PublishedAt = Now.AddDays(-366)));

        Assert.IsNull((await Engine(database).MakeAsync(LastWeek)).Nearest);
    }

    [TestMethod]
    [TestCategory("DIG-5")]
    public async Task MakeAsync_AskedTwice_GivesTheSame()
    {
        await using var database = await WithAsync(DatabaseKind.Sqlite, [.. Enumerable.Range(0, 20).Select(i => Candidate($"c{i}"))]);
        var engine = Engine(database);

        var (first, second) = (await engine.MakeAsync(LastWeek), await engine.MakeAsync(LastWeek));

        CollectionAssert.AreEqual(first.Cards.Select(c => c.CandidateId).ToArray(), second.Cards.Select(c => c.CandidateId).ToArray());
    }

    [TestMethod]
    public async Task MakeAsync_CancelledWhileRanking_StopsBeforeTheNextCandidate()
    {
        await using var database = await WithAsync(DatabaseKind.Sqlite, Candidate("a"), Candidate("b"), Candidate("c"));
        using var stop = new CancellationTokenSource();
        var extractor = new StoppingExtractor(stop);
        var engine = new DigestEngine(database.Contexts, extractor, TimeProvider.System);

        await Assert.ThrowsAsync<OperationCanceledException>(() => engine.MakeAsync(LastWeek, ct: stop.Token));

        Assert.AreEqual(1, extractor.Calls);
    }

    [TestMethod]
    public async Task MakeAsync_Progress_EndsAtAll()
    {
        await using var database = await WithAsync(DatabaseKind.Sqlite, [.. Enumerable.Range(0, 210).Select(i => Candidate($"c{i}"))]);
        var progress = new Recorder();

        await Engine(database).MakeAsync(LastWeek, progress);

        CollectionAssert.AreEqual(new[] { new DigestProgress(200, 210), new DigestProgress(210, 210) }, progress.Seen);
    }

    [TestMethod]
    public void AddDigestEngine_WithADatabase_MakesTheEngine()
    {
        using var services = new ServiceCollection().AddDigestEngine().BuildServiceProvider();

        Assert.IsInstanceOfType<OfflineExtractor>(services.GetRequiredService<IBulletExtractor>());
    }

    private static DigestEngine Engine(DatabaseFixture database) => new(database.Contexts, new OfflineExtractor(), TimeProvider.System);

    private static async Task<DatabaseFixture> WithAsync(DatabaseKind kind, params Candidate[] candidates)
    {
        var database = await DatabaseFixture.CreateAsync(kind);
        await using var context = await database.Contexts.CreateDbContextAsync();
        context.AddRange(candidates);
        await context.SaveChangesAsync();
        return database;
    }

    private sealed class StoppingExtractor(CancellationTokenSource stop) : IBulletExtractor
    {
        private readonly OfflineExtractor _inner = new();

        public int Calls { get; private set; }

        public async ValueTask<CandidateInsight> ExtractAsync(CandidateEvidence evidence, DateTimeOffset now, CancellationToken ct = default)
        {
            Calls++;
            var insight = await _inner.ExtractAsync(evidence, now, CancellationToken.None);
            await stop.CancelAsync();
            return insight;
        }
    }

    private sealed class Recorder : IProgress<DigestProgress>
    {
        public List<DigestProgress> Seen { get; } = [];

        public void Report(DigestProgress value) => Seen.Add(value);
    }
}
