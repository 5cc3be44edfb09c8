using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Digest;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.LanguageModel;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Tests.Modules.Digest.Extraction.ByModel;
using WellIntake.Tests.Platform.LanguageModel;
using WellIntake.Tests.Testing;
using static WellIntake.Tests.Modules.Digest.CandidateBuilder;

namespace WellIntake.Tests.Modules.Digest;

/// <summary>Digests with a language model: everybody is ranked offline, the best are read again (DIG-4).</summary>
[TestClass]
[TestCategory("DIG-4")]
public sealed class DigestByModelTests
{
    private static readonly DigestSpec LastWeek = new() { Audience = "advisors", From = Now.AddDays(-7), To = Now, Now = Now, MaxCandidates = 2 };

    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    public async Task MakeAsync_ManyInRange_ReadsTheShortlistOnly()
    {
        await using var fixture = await ModelFixture.CreateAsync();
        await AddAsync(fixture, 20);
        fixture.Server.Answer = _ => new StubModelReply { Content = GoodReading.Json() };

        var result = await Engine(fixture).MakeAsync(LastWeek, ct: Ct);

        CollectionAssert.AreEqual(new[] { "c19", "c18" }, result.Cards.Select(c => c.CandidateId).ToArray());
        Assert.AreEqual(20, result.Totals.InRange);
        CollectionAssert.AreEquivalent(new[] { 19, 18, 17, 16 }, fixture.Server.Requests.Select(Who).ToArray());
    }

    [TestMethod]
    public async Task MakeAsync_ARedFlagThatTheModelSees_LowersTheRank()
    {
        await using var fixture = await ModelFixture.CreateAsync();
        await AddAsync(fixture, 5);
        fixture.Server.Answer = r => new StubModelReply
        {
            Content = Who(r) == 4 ? GoodReading.Json(flags: [("Criminal record", (2, "a matter with the county"))]) : GoodReading.Json(),
        };

        var result = await Engine(fixture).MakeAsync(LastWeek, ct: Ct);

        CollectionAssert.AreEqual(new[] { "c3", "c2" }, result.Cards.Select(c => c.CandidateId).ToArray());
    }

    [TestMethod]
    [TestCategory("WEB-5")]
    public async Task MakeAsync_ReadingAgain_IsReportedOneByOneAndNeverGoesBack()
    {
        await using var fixture = await ModelFixture.CreateAsync();
        await AddAsync(fixture, 20);
        fixture.Server.Answer = _ => new StubModelReply { Content = GoodReading.Json() };
        var progress = new Recorder();

        await Engine(fixture).MakeAsync(LastWeek, progress, Ct);

        CollectionAssert.AreEqual(
            new[] { "Reading candidate 20 of 20", "Reading 0 of 4 again", "Reading 1 of 4 again", "Reading 2 of 4 again", "Reading 3 of 4 again", "Reading 4 of 4 again" },
            progress.Seen);
    }

    [TestMethod]
    [TestCategory("REL-6")]
    public async Task MakeAsync_TheModelFailsForOne_FallsBackForThatOneAlone()
    {
        await using var fixture = await ModelFixture.CreateAsync();
        await AddAsync(fixture, 5);
        fixture.Server.Answer = r => Who(r) == 4
            ? new StubModelReply { Content = "garbage" }
            : new StubModelReply { Content = GoodReading.Json(facts: [("specialty", (2, "a matter with the county"))]) };

        var result = await Engine(fixture).MakeAsync(LastWeek with { MaxCandidates = 5 }, ct: Ct);

        CollectionAssert.AreEquivalent(new[] { "c4", "c3", "c2", "c1", "c0" }, result.Cards.Select(c => c.CandidateId).ToArray());
        Assert.AreEqual("c0 c1 c2 c3", string.Join(' ', result.Cards.Where(c => c.Bullets.Any(b => b.Kind == BulletKind.Specialty)).Select(c => c.CandidateId).Order(StringComparer.Ordinal)));
    }

    [TestMethod]
    [TestCategory("REL-6")]
    public async Task MakeAsync_TheModelIsGone_GivesTheOfflineDigest()
    {
        await using var fixture = await ModelFixture.CreateAsync();
        await AddAsync(fixture, 12);
        fixture.Server.Answer = _ => new StubModelReply { Status = 503 };

        var byModel = await Engine(fixture).MakeAsync(LastWeek, ct: Ct);
        var offline = await new DigestEngine(fixture.Database.Contexts, new OfflineExtractor(), fixture.Time).MakeAsync(LastWeek, ct: Ct);

        Assert.AreSequenceEqual(offline.Cards.Select(c => (c.CandidateId, c.Score)), byModel.Cards.Select(c => (c.CandidateId, c.Score)));
    }

    [TestMethod]
    public async Task MakeAsync_Again_PaysNothing()
    {
        await using var fixture = await ModelFixture.CreateAsync();
        await AddAsync(fixture, 3);
        fixture.Server.Answer = _ => new StubModelReply { Content = GoodReading.Json() };

        var first = await Engine(fixture).MakeAsync(LastWeek, ct: Ct);
        var redelivered = await Engine(fixture).MakeAsync(LastWeek with { Now = Now.AddMinutes(5) }, ct: Ct);

        Assert.HasCount(3, fixture.Server.Requests);
        Assert.AreSequenceEqual(first.Cards.Select(c => c.CandidateId), redelivered.Cards.Select(c => c.CandidateId));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task MakeAsync_CancelledDuringSlowCalls_EndsThem()
    {
        await using var fixture = await ModelFixture.CreateAsync();
        await AddAsync(fixture, 3);
        fixture.Server.Answer = _ => new StubModelReply { Hangs = true };
        using var cancel = new CancellationTokenSource();
        var making = Engine(fixture).MakeAsync(LastWeek, ct: cancel.Token);
        for (var i = 0; i < 3; i++)
            await fixture.Server.Came.WaitAsync(Ct);

        await cancel.CancelAsync();

        // The clock stands still: nothing but the token can have ended it.
        await Assert.ThrowsAsync<OperationCanceledException>(() => making.WaitAsync(Ct));
        for (var i = 0; i < 3; i++)
            await fixture.Server.GivenUp.WaitAsync(Ct);
    }

    [TestMethod]
    public async Task AddDigestEngine_WithoutAnEndpoint_AsksNobody()
    {
        await using var fixture = await ModelFixture.CreateAsync();
        await AddAsync(fixture, 3);

        var result = await Engine(fixture, ("Endpoint", "")).MakeAsync(LastWeek, ct: Ct);

        Assert.HasCount(2, result.Cards);
        Assert.IsEmpty(fixture.Server.Requests);
    }

    // The engine as the program registers it, beside the language model as the program registers it.
    private static DigestEngine Engine(ModelFixture fixture, params (string Key, string Value)[] settings)
    {
        var process = fixture.Start(settings);
        return new ServiceCollection()
            .AddSingleton<TimeProvider>(fixture.Time)
            .AddSingleton(process.GetRequiredService<IDbContextFactory<WellIntake.Modules.Platform.Persistence.WellIntakeDbContext>>())
            .AddSingleton(process.GetRequiredService<ILanguageModel>())
            .AddDigestEngine()
            .BuildServiceProvider()
            .GetRequiredService<DigestEngine>();
    }

    // The higher the number, the larger the book, and the better the rank.
    private static async Task AddAsync(ModelFixture fixture, int count)
    {
        await using var context = await fixture.Database.Contexts.CreateDbContextAsync();
        for (var i = 0; i < count; i++)
        {
            context.Add(Candidate($"c{i}", c => (c.AumText, c.PublishedAt) = ($"${100 + i * 10}M", Now.AddDays(-1))));
            context.Add(new Note { Id = $"n{i}", CandidateId = $"c{i}", Kind = "transcript", Text = $"Candidate: My number is {i}. There was a matter with the county.", CreatedAt = Now.AddDays(-1) });
        }

        await context.SaveChangesAsync();
    }

    private static int Who(StubModelRequest request)
    {
        var said = (string)request.Evidence["texts"]![0]!["lines"]![0]!["text"]!;
        return int.Parse(said.TrimEnd('.').Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private sealed class Recorder : IProgress<DigestProgress>, IProgress<RequestProgress>
    {
        public List<string> Seen { get; } = [];

        public void Report(DigestProgress value) => new DigestSteps(this).Report(value);

        public void Report(RequestProgress value) => Seen.Add(value.Text);
    }
}
