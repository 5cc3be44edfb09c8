using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Digest.Rendering;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Cards;
using WellIntake.Tests.Platform.Teams.Bot;

namespace WellIntake.Tests.Modules.Digest.Chat;

/// <summary>The buttons around a digest: filters, refining, feedback, preferences (WEB-7).</summary>
[TestClass]
[TestCategory("WEB-7")]
public sealed class DigestButtonTests
{
    private static readonly string Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Filters_EveryField_BecomesTheJob()
    {
        await using var rig = await BotRig.StartAsync();

        var answer = await PressAsync(rig, "digest.generate", """
            {"audience":"c_suite","date_range_days":"7","max_candidates":"50","date_from":"2026-01-05","date_to":"2026-02-03","owner":" Jane@Example.com ",
             "include_vault":"false","include_deals":"true","include_meetings":"false"}
            """);
        await rig.UntilAsync(RequestStatus.Delivered, Ct);

        Assert.AreEqual("On its way.", answer);
        var job = rig.Digests.Job!;
        Assert.AreEqual(("c_suite", 50, 30, "jane@example.com"), (job.Audience, job.MaxCandidates, job.DateRangeDays, job.Owner));
        Assert.AreEqual((new DateOnly(2026, 1, 5), new DateOnly(2026, 2, 3)), (job.DateFrom, job.DateTo));
        Assert.AreEqual((false, true, false), (job.IncludeVault, job.IncludeDeals, job.IncludeMeetings));
        Assert.IsEmpty(job.Validate());
        var spec = WellIntake.Modules.Digest.DigestSpec.Of(job, TimeProvider.System.GetUtcNow());
        Assert.AreEqual((At(2026, 1, 5), At(2026, 2, 4)), (spec.From, spec.To));
        Assert.AreEqual("5 Jan – 3 Feb 2026", DigestView.RangeOf(spec.From, spec.To));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    [DataRow("""{"date_from":"2026-02-30"}""", "Write days like 2026-11-30.")]
    [DataRow("""{"date_from":"30.11.2026"}""", "Write days like 2026-11-30.")]
    [DataRow("""{"date_from":"2026-02-03","date_to":"2026-02-01"}""", "The first day is after the last.")]
    [DataRow("""{"date_from":"2025-01-01","date_to":"2026-01-01"}""", "A digest covers 365 days at most.")]
    [DataRow("""{"date_from":"9999-01-01"}""", "The first day is in the future.")]
    [DataRow("""{"date_to":"0001-01-01"}""", "There are no candidates from before 2000.")]
    [DataRow("""{"owner":"jane"}""", "Name the recruiter by their e-mail address.")]
    [DataRow("""{"max_candidates":"51"}""", "A digest shows 1 to 50 candidates.")]
    public async Task Filters_WhatCannotBe_IsNamedAndStartsNothing(string data, string expected)
    {
        await using var rig = await BotRig.StartAsync();

        await PressAsync(rig, "digest.generate", data);

        await rig.UntilAsync(() => rig.Channel.Visible("chat").Count == 1, Ct);
        Assert.Contains(expected, rig.Channel.Visible("chat")[0].Body);
        Assert.IsEmpty(await rig.RequestsAsync());
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Filters_OpenEnds_AreTodayAndTheDaysBefore()
    {
        await using var rig = await BotRig.StartAsync(running: false);

        await PressAsync(rig, "digest.generate", $$"""{"date_from":"{{Today}}"}""");
        await rig.PressAsync("digest.generate", """{"date_to":"2026-02-03","date_range_days":3}""", "p2");

        CollectionAssert.AreEquivalent(new[] { 1, 3 }, (await rig.RequestsAsync()).ConvertAll(r => r.DateRangeDays));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Refine_Words_ChangeWhatTheyNameAndKeepTheRest()
    {
        await using var rig = await BotRig.StartAsync();

        await PressAsync(rig, "digest.refine", """
            {"audience":"global","date_range_days":30,"max_candidates":6,"include_deals":false,"refine":"Last 14 days, top 10,only c_suite; owner Jane@Example.com without vault"}
            """);
        await rig.UntilAsync(RequestStatus.Delivered, Ct);

        var job = rig.Digests.Job!;
        Assert.AreEqual(("c_suite", 14, 10, "jane@example.com"), (job.Audience, job.DateRangeDays, job.MaxCandidates, job.Owner));
        Assert.AreEqual((false, false, true), (job.IncludeVault, job.IncludeDeals, job.IncludeMeetings));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Refine_WhatIsNotUnderstood_IsNamedAndTheTextIsKept()
    {
        await using var rig = await BotRig.StartAsync();

        var answer = await PressAsync(rig, "digest.refine", """{"audience":"global","refine":"last 14 days, only [in](x) Texas, owner jane"}""");

        Assert.AreEqual("I did not understand “[in](x”, “texas”, “owner jane”. Nothing was started.", answer);
        await rig.UntilAsync(() => rig.Channel.Visible("chat").Count == 1, Ct);
        var card = JsonNode.Parse(rig.Channel.Visible("chat")[0].Body)!["attachments"]![0]!["content"]!;
        Assert.AreEqual("last 14 days, only [in](x) Texas, owner jane", (string?)card["body"]!.AsArray().Single(e => (string?)e!["type"] == "Input.Text")!["value"]);
        Assert.AreEqual("global", (string?)card["actions"]![0]!["data"]!["audience"]);
        Assert.IsEmpty(await rig.RequestsAsync());
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    [DataRow("")]
    [DataRow("   ")]
    public async Task Refine_Nothing_AsksForWords(string text)
    {
        await using var rig = await BotRig.StartAsync(running: false);

        Assert.Contains("Say in up to 300 characters", await PressAsync(rig, "digest.refine", new JsonObject { ["refine"] = text }.ToJsonString()));
        Assert.IsEmpty(await rig.RequestsAsync());
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Feedback_SaidAndChanged_IsOneRowAndThanksInTheCard(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind);
        var id = await DigestAsync(rig);

        var thanked = await PressAsync(rig, "digest.feedback", $$"""{"request_id":"{{id}}","useful":true}""", "p1");
        await rig.PressAsync("digest.feedback", $$"""{"request_id":"{{id}}","useful":true,"comment":"  Two of them are hired.  "}""", "p2");
        await rig.PressAsync("digest.feedback", $$"""{"request_id":"{{id}}","useful":false,"comment":""}""", "p3");

        Assert.Contains("You found this useful.", thanked);
        Assert.Contains("Was it this?", thanked, "the digest itself has gone from its card");
        await using var db = await rig.Database.Contexts.CreateDbContextAsync(Ct);
        var row = await db.DigestFeedback.SingleAsync(Ct);
        Assert.AreEqual((id, "user", false, "Two of them are hired."), (row.RequestId, row.UserId, row.Useful, row.Comment));
        await rig.UntilAsync(() => rig.Channel.Visible("chat").Single().Body.Contains("You did not find this useful", StringComparison.Ordinal), Ct);
        Assert.DoesNotContain("Two of them", rig.Channel.Visible("chat").Single().Body);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Feedback_OnAnothersDigest_IsRefusedByItsRow()
    {
        await using var rig = await BotRig.StartAsync();
        var id = await DigestAsync(rig);

        // Without the mark that the card carries.
        var answer = Encoding.UTF8.GetString((await rig.PressAsync("digest.feedback", $$"""{"request_id":"{{id}}","useful":true}""", "p1", user: "other")).Body.Span);

        Assert.Contains("That is no digest of yours.", answer);
        await using var db = await rig.Database.Contexts.CreateDbContextAsync(Ct);
        Assert.IsEmpty(await db.DigestFeedback.ToListAsync(Ct));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Feedback_CommentTooLong_IsRefusedAndNothingKept()
    {
        await using var rig = await BotRig.StartAsync();
        var id = await DigestAsync(rig);

        var answer = await PressAsync(rig, "digest.feedback", new JsonObject { ["request_id"] = id, ["useful"] = true, ["comment"] = new string('x', 501) }.ToJsonString());

        Assert.Contains("500 characters", answer);
        await using var db = await rig.Database.Contexts.CreateDbContextAsync(Ct);
        Assert.IsEmpty(await db.DigestFeedback.ToListAsync(Ct));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Feedback_AsAMessage_ThanksWithoutRepeatingTheDigest()
    {
        await using var rig = await BotRig.StartAsync();
        var id = await DigestAsync(rig);

        await rig.HandleAsync(rig.Message(null, "s1", value: $$"""{"verb":"digest.feedback","request_id":"{{id}}","useful":"false"}"""));

        await rig.UntilAsync(() => rig.Channel.Visible("chat") is [_, var thanks] && thanks.Body.Contains("Your feedback is kept", StringComparison.Ordinal), Ct);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-4")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Preferences_Saved_AreWhatDigestAloneMeans_UntilTheyAreReset(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind, running: false);

        var saved = await PressAsync(rig, "preferences.save", """{"audience":"personal","date_range_days":"14","max_candidates":"3","include_vault":"false","include_deals":"true","include_meetings":"true","send_mail":"false"}""");
        await rig.PressAsync("preferences.save", """{"audience":"global","date_range_days":"30","max_candidates":"9"}""", "p2");
        await rig.SayAsync("digest", "a1");
        await rig.SayAsync("digest top 2", "a2");
        await rig.SayAsync("digest", "a3", user: "other");
        await rig.SayAsync("preferences reset", "a4");
        await rig.SayAsync("digest", "a5");

        Assert.Contains("Your preferences are saved", saved);
        CollectionAssert.AreEquivalent(
            new[] { ("user", "global", 30, 9), ("user", "global", 30, 2), ("other", "advisors", 7, 6), ("user", "advisors", 7, 6) },
            (await rig.RequestsAsync()).ConvertAll(r => (r.UserId, r.Audience, r.DateRangeDays, r.MaxCandidates)));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-4")]
    [DataRow("""{"audience":"aliens"}""")]
    [DataRow("""{"date_range_days":"0"}""")]
    [DataRow("""{"max_candidates":"many"}""")]
    public async Task Preferences_WhatCannotBe_IsSaidAndNotSaved(string data)
    {
        await using var rig = await BotRig.StartAsync(running: false);

        var answer = await PressAsync(rig, "preferences.save", data);

        Assert.DoesNotContain("saved", answer);
        await using var db = await rig.Database.Contexts.CreateDbContextAsync(Ct);
        Assert.IsEmpty(await db.UserPreferences.ToListAsync(Ct));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-4")]
    public async Task Preferences_ByMail_GoesToTheAddressOnceItIsKnown()
    {
        await using var rig = await BotRig.StartAsync();
        rig.Channel.Members["user"] = """{"id":"user","email":"Some.Body@Example.com"}""";
        rig.Digests.Holds = true;
        await PressAsync(rig, "preferences.save", """{"audience":"advisors","send_mail":"true"}""");

        await rig.SayAsync("digest", "a1");
        await rig.UntilAsync(() => rig.Digests.Calls == 1, Ct);
        Assert.IsNull(rig.Digests.Job!.RecipientEmail, "no address is known yet");
        var members = rig.Get<MemberDirectory>();
        await rig.UntilAsync(() => members.KnownEmail("user") is not null, Ct);
        await rig.SayAsync("digest", "a2");
        await rig.UntilAsync(() => rig.Digests.Calls == 2, Ct);

        Assert.AreEqual("some.body@example.com", rig.Digests.Job!.RecipientEmail);
    }

    private async Task<string> DigestAsync(BotRig rig)
    {
        var id = string.Empty;
        rig.Digests.Card = job => FeedbackPanel.Under(PlatformCards.Note("Was it this?", "A candidate."), id = job.MessageId);
        await rig.SayAsync("digest advisors", "a1");
        await rig.UntilAsync(RequestStatus.Delivered, Ct);
        return id;
    }

    private static DateTimeOffset At(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What the response says: a message's text, or a card's JSON.</summary>
    private static async Task<string> PressAsync(BotRig rig, string verb, string data, string id = "p1")
    {
        using var response = JsonDocument.Parse((await rig.PressAsync(verb, data, id)).Body);
        var value = response.RootElement.GetProperty("value");
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(value, AsWritten));
    }
}
