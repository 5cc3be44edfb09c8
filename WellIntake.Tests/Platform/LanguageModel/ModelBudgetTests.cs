using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Platform.LanguageModel;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Tests.Platform.LanguageModel;

[TestClass]
[TestCategory("RES-3")]
public sealed class ModelBudgetTests
{
    private const string Minute = "2026-11-22T12:00";
    private const string Day = "2026-11-22";

    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite, "CallsPerMinute", "2", 10)]
    [DataRow(DatabaseKind.Postgres, "CallsPerMinute", "2", 10)]
    [DataRow(DatabaseKind.Sqlite, "TokensPerMinute", "25", 10)]
    [DataRow(DatabaseKind.Postgres, "TokensPerMinute", "25", 10)]
    [DataRow(DatabaseKind.Sqlite, "CallsPerDay", "2", 10)]
    [DataRow(DatabaseKind.Postgres, "CallsPerDay", "2", 10)]
    [DataRow(DatabaseKind.Sqlite, "TokensPerDay", "25", 10)]
    [DataRow(DatabaseKind.Postgres, "TokensPerDay", "25", 10)]
    public async Task ReserveAsync_OverALimit_IsRefusedAndCountsNothing(DatabaseKind kind, string limit, string most, int tokens)
    {
        await using var fixture = await ModelFixture.CreateAsync(kind);
        var budget = Budget(fixture.Start((limit, most)));

        Assert.IsNotNull(await budget.ReserveAsync(tokens, Ct));
        Assert.IsNotNull(await budget.ReserveAsync(tokens, Ct));
        Assert.IsNull(await budget.ReserveAsync(tokens, Ct));

        Assert.AreEqual((2, 2 * tokens), await fixture.UsageAsync(Minute));
        Assert.AreEqual((2, 2 * tokens), await fixture.UsageAsync(Day));
    }

    [TestMethod]
    public async Task ReserveAsync_MoreThanAllAtOnce_IsRefused()
    {
        await using var fixture = await ModelFixture.CreateAsync();
        var budget = Budget(fixture.Start(("TokensPerMinute", "25")));

        Assert.IsNull(await budget.ReserveAsync(26, Ct));
        Assert.IsNotNull(await budget.ReserveAsync(25, Ct));
    }

    [TestMethod]
    public async Task ReserveAsync_TheNextMinuteAndDay_AreFreeAgain()
    {
        await using var fixture = await ModelFixture.CreateAsync();
        var budget = Budget(fixture.Start(("CallsPerMinute", "1"), ("CallsPerDay", "2")));
        await budget.ReserveAsync(1, Ct);

        var sameMinute = await budget.ReserveAsync(1, Ct);
        fixture.Time.Advance(TimeSpan.FromSeconds(30));
        var nextMinute = await budget.ReserveAsync(1, Ct);
        fixture.Time.Advance(TimeSpan.FromMinutes(1));
        var overTheDay = await budget.ReserveAsync(1, Ct);
        fixture.Time.Advance(TimeSpan.FromHours(12));
        var nextDay = await budget.ReserveAsync(1, Ct);

        Assert.IsNull(sameMinute);
        Assert.IsNotNull(nextMinute);
        Assert.IsNull(overTheDay);
        Assert.IsNotNull(nextDay);
    }

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task ReserveAsync_AfterARestart_RemembersTheDay(DatabaseKind kind)
    {
        await using var fixture = await ModelFixture.CreateAsync(kind);
        await Budget(fixture.Start(("CallsPerDay", "1"))).ReserveAsync(1, Ct);

        Assert.IsNull(await Budget(fixture.Start(("CallsPerDay", "1"))).ReserveAsync(1, Ct));
    }

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task ReserveAsync_TwoProcessesAtOnce_NeverOverdrawTogether(DatabaseKind kind)
    {
        await using var fixture = await ModelFixture.CreateAsync(kind);
        ModelBudget[] budgets = [Budget(fixture.Start(("TokensPerMinute", "1000"))), Budget(fixture.Start(("TokensPerMinute", "1000")))];

        var reserved = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(() => budgets[i % 2].ReserveAsync(100, Ct), Ct)));

        Assert.AreEqual(10, reserved.Count(r => r is not null));
        Assert.AreEqual((10, 1000), await fixture.UsageAsync(Minute));
    }

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task CorrectAndRelease_AfterTheMinute_ChangeWhatWasReserved(DatabaseKind kind)
    {
        await using var fixture = await ModelFixture.CreateAsync(kind);
        var budget = Budget(fixture.Start());
        var (used, unused) = ((await budget.ReserveAsync(1000, Ct))!, (await budget.ReserveAsync(500, Ct))!);
        fixture.Time.Advance(TimeSpan.FromMinutes(5));

        await budget.CorrectAsync(used, 1200, Ct);
        await budget.ReleaseAsync(unused, Ct);

        Assert.AreEqual((1, 1200), await fixture.UsageAsync(Minute));
        Assert.AreEqual((1, 1200), await fixture.UsageAsync(Day));
    }

    private static ModelBudget Budget(IServiceProvider process) => process.GetRequiredService<ModelBudget>();
}
