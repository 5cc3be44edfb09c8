using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Digest.Chat;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Tests.Platform.Teams.Bot;

/// <summary>Commands that tell what was asked for: status and analytics (WEB-4).</summary>
[TestClass]
[TestCategory("WEB-4")]
public sealed class ReportCommandTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Status_WithoutAnId_ListsTheLastFiveOfTheAskerWithTheirButtons(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind, running: false);
        for (var i = 0; i < 7; i++)
            await rig.SayAsync("digest advisors", $"a{i}");
        await rig.SayAsync("digest advisors", "b1", user: "other");
        var own = (await rig.RequestsAsync()).Where(r => r.UserId == "user").ToList();
        await SayAsync(rig, $"cancel {own[6].RequestId}", "c1");

        var card = await SayAsync(rig, "status", "s1");

        Assert.Contains("Your last 5 requests", card);
        CollectionAssert.AreEqual(new[] { false, false, true, true, true, true, true }, own.ConvertAll(r => card.Contains(r.RequestId, StringComparison.Ordinal)));
        Assert.AreEqual(5, Count(card, "Timeline"));
        Assert.AreEqual(4, Count(card, "request.cancel"), "only what is under way can be cancelled");
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    [DataRow(null, false)]
    [DataRow("recruiter", false)]
    [DataRow("executive", false)]
    [DataRow("admin", true)]
    public async Task Status_OfSomebodyElse_IsForAdmins(string? role, bool shown)
    {
        await using var rig = await BotRig.StartAsync(running: false);
        await rig.SayAsync("digest advisors", "a1", user: "other");
        await SetRoleAsync(rig, "aad-user", role);

        var card = await SayAsync(rig, $"status {(await rig.RequestAsync()).RequestId}", "a2");

        Assert.AreEqual(shown, card.Contains("waiting for a worker", StringComparison.Ordinal));
        Assert.AreEqual(!shown, card.Contains("None of your requests has that id", StringComparison.Ordinal));
        Assert.DoesNotContain("request.cancel", card);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    [DataRow(null, false)]
    [DataRow("recruiter", false)]
    [DataRow("nonsense", false)]
    [DataRow("executive", true)]
    [DataRow("admin", true)]
    public async Task Analytics_ForExecutivesAndAdminsOnly(string? role, bool shown)
    {
        await using var rig = await BotRig.StartAsync(running: false);
        await SetRoleAsync(rig, "aad-user", role);

        var card = await SayAsync(rig, "analytics", "a1");

        Assert.AreEqual(shown, card.Contains("Nobody asked for one", StringComparison.Ordinal));
        Assert.AreEqual(!shown, card.Contains("That is for executives and admins", StringComparison.Ordinal));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Role_ByAddress_CountsThoughTheActivityBringsOnlyTheAadId()
    {
        await using var rig = await BotRig.StartAsync(running: false);
        await rig.SayAsync("digest advisors", "a1");
        await using (var db = await rig.Database.Contexts.CreateDbContextAsync(Ct))
            await db.ConversationReferences.ExecuteUpdateAsync(u => u.SetProperty(r => r.UserEmail, "boss@example.com"), Ct);
        await SetRoleAsync(rig, "boss@example.com", "executive");

        Assert.Contains("Digests of the last 30 days", await SayAsync(rig, "analytics", "a2"));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Analytics_CountsTheLastThirtyDaysByAudience(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind, running: false);
        await SetRoleAsync(rig, "aad-user", "executive");
        var now = TimeProvider.System.GetUtcNow();
        await using (var db = await rig.Database.Contexts.CreateDbContextAsync(Ct))
        {
            for (var i = 1; i <= 20; i++)
                db.Add(Request($"d{i:00}", "advisors", RequestStatus.Delivered, now.AddDays(-i), workMs: i * 100, shownAfterMs: i * 1000));
            db.Add(Request("f1", "c_suite", RequestStatus.DeadLettered, now.AddDays(-1)));
            db.Add(Request("x1", "c_suite", RequestStatus.Cancelled, now.AddDays(-2)));
            db.Add(Request("q1", "c_suite", RequestStatus.Queued, now.AddDays(-3)));
            db.Add(Request("old", "global", RequestStatus.Delivered, now.AddDays(-31), 1, 1));
            db.Add(new DigestFeedback { RequestId = "d01", UserId = "u", Useful = true, CreatedAt = now, UpdatedAt = now });
            db.Add(new DigestFeedback { RequestId = "d02", UserId = "u", Useful = false, CreatedAt = now, UpdatedAt = now });
            await db.SaveChangesAsync(Ct);
        }

        var card = JsonNode.Parse(await SayAsync(rig, "analytics", "a1"))!;

        var text = card.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        foreach (var expected in new[]
        {
            "\"23\"", "20 shown, 1 failed, 1 cancelled, 1 under way", "p50 10.0 s, p95 19.0 s", "p50 1.0 s, p95 1.9 s", "1 useful, 1 not",
            "Advisors: 20 (87%)", "The C-suite: 3 (13%)", "0 shown, 1 failed, 1 cancelled, 1 under way. Asked to shown: nothing to measure yet.",
        })
        {
            Assert.Contains(expected, text);
        }

        Assert.DoesNotContain("Everyone", text);
    }

    [TestMethod]
    [DataRow(0.5, 2.0)]
    [DataRow(0.95, 4.0)]
    [DataRow(0.25, 1.0)]
    [DataRow(0.26, 2.0)]
    [DataRow(1.0, 4.0)]
    [DataRow(0.0, 1.0)]
    public void Percentile_NearestRank_IsAValueThatWasMeasured(double share, double expected) =>
        Assert.AreEqual(expected, Percentile.Of([4, 1, 3, 2], share));

    [TestMethod]
    public void Percentile_OfNothing_IsNone() => Assert.IsNull(Percentile.Of([], 0.5));

    [TestMethod, TestCategory("WEB-5")]
    [DataRow(0.0, "12")]
    [DataRow(0.001, "1,11")]
    [DataRow(0.5, "6,6")]
    [DataRow(0.999, "11,1")]
    [DataRow(1.0, "12")]
    [DataRow(7.0, "12")]
    [DataRow(-1.0, "12")]
    [DataRow(double.NaN, "12")]
    public void Bar_InTwelfths_NeverDrawsSomethingAsNothingOrAll(double fraction, string widths) =>
        Assert.AreEqual(widths, string.Join(',', CardBar.Of(fraction).Columns.Select(c => c.Width)));

    private static DigestRequest Request(string id, string audience, RequestStatus status, DateTimeOffset at, long? workMs = null, long? shownAfterMs = null) => new()
    {
        RequestId = id,
        CorrelationId = id,
        UserId = "somebody",
        UserEmail = "somebody@example.com",
        ConversationId = "chat",
        Status = status,
        CreatedAt = at,
        ExecutionTimeMs = workMs,
        DeliveredAt = shownAfterMs is { } ms ? at.AddMilliseconds(ms) : null,
        Audience = audience,
    };

    private async Task SetRoleAsync(BotRig rig, string key, string? role)
    {
        if (role is null)
            return;
        await using var db = await rig.Database.Contexts.CreateDbContextAsync(Ct);
        db.Add(new TeamsUserRole { UserKey = key, Role = role, UpdatedAt = TimeProvider.System.GetUtcNow() });
        await db.SaveChangesAsync(Ct);
    }

    private static int Count(string text, string what) => text.Split(what).Length - 1;

    private static async Task<string> SayAsync(BotRig rig, string text, string id) =>
        Encoding.UTF8.GetString((await rig.SayAsync(text, id, deliveryMode: "expectReplies")).Body.Span);
}
