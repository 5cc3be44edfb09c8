using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Platform.LanguageModel;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.LanguageModel;

/// <summary>A reply is paid for once, and answers the same question until it is too old.</summary>
[TestClass]
[TestCategory("DIG-4")]
public sealed class StoredReplyTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task AskAsync_TheSameQuestionAgain_PaysNothing(DatabaseKind kind)
    {
        await using var fixture = await ModelFixture.CreateAsync(kind);
        fixture.Server.Answer = _ => new StubModelReply { Content = Colours.Good };
        await Model(fixture.Start()).AskAsync(Colours.Ask(), Ct);
        using var restarted = fixture.Start();
        using var measured = new MeasuredModel(restarted);

        var again = await Model(restarted).AskAsync(Colours.Ask(), Ct);

        Assert.AreEqual("red", again.Value);
        Assert.HasCount(1, fixture.Server.Requests);
        Assert.AreEqual(1, measured["llm.results.reused purpose=test"], measured.ToString());
        Assert.AreEqual((1, 120), await fixture.UsageAsync("2026-11-22"));
    }

    [TestMethod]
    public async Task AskAsync_AnotherContentPromptOrModel_IsAnotherQuestion()
    {
        await using var fixture = await ModelFixture.CreateAsync();
        fixture.Server.Answer = _ => new StubModelReply { Content = Colours.Good };
        var process = fixture.Start();

        await Model(process).AskAsync(Colours.Ask(), Ct);
        await Model(process).AskAsync(Colours.Ask("A red barn."), Ct);
        await Model(process).AskAsync(Colours.Ask(version: "2"), Ct);
        await Model(fixture.Start(("Model", "another"))).AskAsync(Colours.Ask(), Ct);

        Assert.HasCount(4, fixture.Server.Requests);
    }

    [TestMethod]
    public async Task AskAsync_TheSameQuestionAtOnce_IsPaidForOnce()
    {
        await using var fixture = await ModelFixture.CreateAsync();
        fixture.Server.Answer = _ => new StubModelReply { Content = Colours.Good, Waits = true };
        var model = Model(fixture.Start());
        var asking = Enumerable.Range(0, 5).Select(_ => model.AskAsync(Colours.Ask(), Ct)).ToList();
        await fixture.Server.Came.WaitAsync(Ct);

        fixture.Server.Gate.Release(5);

        Assert.IsTrue((await Task.WhenAll(asking)).All(a => a.Value == "red"));
        Assert.HasCount(1, fixture.Server.Requests);
    }

    [TestMethod]
    public async Task AskAsync_AReplyOfNoUse_IsNotPaidForAgainForAWhile()
    {
        await using var fixture = await ModelFixture.CreateAsync();
        fixture.Server.Answer = _ => new StubModelReply { Content = "no" };
        var model = Model(fixture.Start(("RejectedRetention", "01:00:00")));
        await model.AskAsync(Colours.Ask(), Ct);
        fixture.Server.Answer = _ => new StubModelReply { Content = Colours.Good };

        var soon = await model.AskAsync(Colours.Ask(), Ct);
        fixture.Time.Advance(TimeSpan.FromHours(1));
        var later = await model.AskAsync(Colours.Ask(), Ct);

        Assert.AreEqual((null, FallbackReason.InvalidReply), (soon.Value, soon.Failure));
        Assert.AreEqual("red", later.Value);
        Assert.HasCount(2, fixture.Server.Requests);
    }

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    [TestCategory("SEC-4")]
    public async Task AskAsync_ResultsPastTheirAge_AreAskedForAgainAndDeleted(DatabaseKind kind)
    {
        await using var fixture = await ModelFixture.CreateAsync(kind);
        fixture.Server.Answer = _ => new StubModelReply { Content = Colours.Good };
        var model = Model(fixture.Start(("ResultRetention", "7.00:00:00")));
        await model.AskAsync(Colours.Ask(), Ct);
        await model.AskAsync(Colours.Ask("Another red barn."), Ct);

        fixture.Time.Advance(TimeSpan.FromDays(7));
        await model.AskAsync(Colours.Ask(), Ct);
        fixture.Time.Advance(TimeSpan.FromHours(2));
        await model.AskAsync(Colours.Ask("A third red barn."), Ct);

        Assert.HasCount(4, fixture.Server.Requests);
        await using var context = await fixture.Database.Contexts.CreateDbContextAsync(Ct);
        Assert.AreEqual(2, await context.ModelResults.CountAsync(Ct));
        Assert.AreSequenceEqual(["2026-11-22", "2026-11-29", "2026-11-29T14:00"], await context.ModelUsage.Select(u => u.Period).Order().ToListAsync(Ct));
    }

    private static ILanguageModel Model(IServiceProvider process) => process.GetRequiredService<ILanguageModel>();
}
