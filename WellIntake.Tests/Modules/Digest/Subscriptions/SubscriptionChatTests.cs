using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Digest;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Tests.Platform.Teams.Bot;
using static WellIntake.Tests.Modules.Digest.Sending.SendingRig;

namespace WellIntake.Tests.Modules.Digest.Subscriptions;

/// <summary>Subscriptions as people type and press them.</summary>
[TestClass]
[TestCategory("DIG-9")]
public sealed class SubscriptionChatTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("subscribe digest advisors weekly on friday in Europe/Berlin", "advisors weekly 5 Europe/Berlin ")]
    [DataRow("subscribe digest global daily in america/new_york to Me@Example.com", "global daily 0 America/New_York me@example.com")]
    [DataRow("Subscribe digest for c_suite monthly on 31 in UTC.", "c_suite monthly 31 UTC ")]
    public async Task Subscribe_Typed_IsMadeAndConfirmed(string text, string expected)
    {
        await using var bot = await BotRig.StartAsync(running: false);

        var answer = await SayAsync(bot, text, "m1");

        var made = (await AllAsync(bot)).Single();
        Assert.AreEqual(expected, $"{made.Audience} {made.Frequency} {made.Day} {made.TimeZone} {made.Recipient}");
        foreach (var said in new[] { "You are subscribed", made.Id, "Pause", "Unsubscribe" })
            Assert.Contains(said, answer, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("subscribe digest advisors weekly", "Which time zone are you in?")]
    [DataRow("subscribe digest advisors weekly in Atlantis/Capital", "I did not understand all of that")]
    [DataRow("subscribe digest monthly on 32 in UTC", "I did not understand all of that")]
    public async Task Subscribe_WhatCannotBe_MakesNothingAndSaysWhy(string text, string expected)
    {
        await using var bot = await BotRig.StartAsync(running: false);

        Assert.Contains(expected, await SayAsync(bot, text, "m1"), StringComparison.Ordinal);
        Assert.IsEmpty(await AllAsync(bot));
    }

    [TestMethod]
    public async Task Subscribe_ToAForbiddenDomain_IsRefused()
    {
        await using var bot = await BotRig.StartAsync(running: false, change: s => s.Configure<DigestOptions>(o => o.MailDomains.Add("example.com")));

        Assert.Contains("Mail may not go there", await SayAsync(bot, "subscribe digest daily in UTC to me@elsewhere.com", "m1"), StringComparison.Ordinal);
        Assert.IsEmpty(await AllAsync(bot));
    }

    [TestMethod]
    public async Task Subscribe_TheSameTwiceAndTheTwentyFirst_AddNothing()
    {
        await using var bot = await BotRig.StartAsync(running: false);
        await SayAsync(bot, "subscribe digest monthly on 1 in UTC", "again");
        await SayAsync(bot, "subscribe digest monthly on 1 in UTC", "another message");
        Assert.HasCount(1, await AllAsync(bot));

        for (var day = 2; day <= 20; day++)
            await SayAsync(bot, $"subscribe digest monthly on {day} in UTC", $"m{day}");
        var answer = await SayAsync(bot, "subscribe digest monthly on 21 in UTC", "m21");

        Assert.HasCount(20, await AllAsync(bot));
        Assert.Contains("You have too many subscriptions", answer, StringComparison.Ordinal);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Digest_SubscribePressedAndConfirmed_MakesOneHoweverOftenItIsPressed()
    {
        await using var rig = await StartAsync(null, Person(1));
        var digest = await rig.AskAsync("digest global", Ct);
        Assert.Contains("Subscribe", await rig.CardAsync(digest.RequestId), StringComparison.Ordinal);

        var form = await PressAsync(rig.Bot, "subscription.offer", """{"audience":"global"}""", "p1");
        foreach (var said in new[] { "Subscribe to this digest?", "\"value\":\"global\"", "subscription.confirm" })
            Assert.Contains(said, form, StringComparison.Ordinal);
        Assert.IsEmpty(await AllAsync(rig.Bot), "An offer is no subscription.");

        const string Filled = """{"audience":"global","frequency":"daily","time_zone":"europe/berlin","recipient":""}""";
        Assert.Contains("You are subscribed", await PressAsync(rig.Bot, "subscription.confirm", Filled, "p2"), StringComparison.Ordinal);
        await PressAsync(rig.Bot, "subscription.confirm", Filled, "p3");

        var made = (await AllAsync(rig.Bot)).Single();
        Assert.AreEqual("global daily Europe/Berlin", $"{made.Audience} {made.Frequency} {made.TimeZone}");
        Assert.IsNull(made.Recipient);
    }

    [TestMethod]
    [DataRow("""{"audience":"aliens","frequency":"daily","time_zone":"UTC"}""", "Choose an audience from the list.")]
    [DataRow("""{"audience":"global","frequency":"hourly","time_zone":"UTC"}""", "Choose daily, weekly or monthly.")]
    [DataRow("""{"audience":"global","frequency":"daily","time_zone":"Atlantis"}""", "There is no such time zone.")]
    [DataRow("""{"audience":"global","frequency":"daily","time_zone":""}""", "Which time zone are you in?")]
    [DataRow("""{"audience":"global","frequency":"daily","time_zone":"UTC","recipient":"nobody"}""", "That is not an e-mail address.")]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Confirm_WhatCannotBe_MakesNothingAndSaysWhy(string form, string expected)
    {
        await using var bot = await BotRig.StartAsync();

        Assert.Contains(expected, await PressAsync(bot, "subscription.confirm", form, "p1"), StringComparison.Ordinal);
        Assert.IsEmpty(await AllAsync(bot));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task PauseResumeUnsubscribe_OnesOwn_ChangeIt(bool pressed)
    {
        await using var bot = await BotRig.StartAsync();
        await SayAsync(bot, "subscribe digest daily in UTC", "m1");
        var id = (await AllAsync(bot)).Single().Id;
        var steps = 0;
        Task<string> Do(string word, string verb) => pressed
            ? PressAsync(bot, verb, $$"""{"subscription_id":"{{id}}"}""", $"step{++steps}")
            : SayAsync(bot, $"{word} {id.ToUpperInvariant()}", $"step{++steps}");

        Assert.Contains("The subscription is paused", await Do("pause", "subscription.pause"), StringComparison.Ordinal);
        Assert.IsTrue((await AllAsync(bot)).Single().Paused);
        Assert.Contains("paused", await SayAsync(bot, "subscriptions", "list"), StringComparison.Ordinal);
        Assert.Contains("The subscription runs again", await Do("resume", "subscription.resume"), StringComparison.Ordinal);
        Assert.IsFalse((await AllAsync(bot)).Single().Paused);
        Assert.Contains("You are unsubscribed", await Do("unsubscribe", "subscription.remove"), StringComparison.Ordinal);
        Assert.IsEmpty(await AllAsync(bot));
        Assert.Contains("You have no such subscription", await Do("unsubscribe", "subscription.remove"), StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("pause", "subscription.pause")]
    [DataRow("resume", "subscription.resume")]
    [DataRow("unsubscribe", "subscription.remove")]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Change_OfSomebodyElses_IsRefusedAndChangesNothing(string word, string verb)
    {
        await using var bot = await BotRig.StartAsync();
        await SayAsync(bot, "subscribe digest daily in UTC", "m1");
        await SayAsync(bot, "pause", "m2");
        var before = (await AllAsync(bot)).Single();

        var typed = await SayAsync(bot, $"{word} {before.Id}", "m3", "mallory");
        var pressed = await PressAsync(bot, verb, $$"""{"subscription_id":"{{before.Id}}"}""", "m4", "mallory");
        var listed = await SayAsync(bot, "subscriptions", "m5", "mallory");

        Assert.Contains("You have no such subscription", typed, StringComparison.Ordinal);
        Assert.Contains("You have no such subscription", pressed, StringComparison.Ordinal);
        Assert.DoesNotContain(before.Id, listed, StringComparison.Ordinal);
        var after = (await AllAsync(bot)).Single();
        Assert.AreEqual((before.Paused, before.NextDueAt, before.UserId), (after.Paused, after.NextDueAt, after.UserId));
    }

    [TestMethod]
    public async Task Unsubscribe_WithoutAnId_TakesTheOnlyOneAndAsksAmongSeveral()
    {
        await using var bot = await BotRig.StartAsync(running: false);
        await SayAsync(bot, "subscribe digest daily in UTC", "m1");
        await SayAsync(bot, "subscribe digest weekly in UTC", "m2");

        Assert.Contains("To change one, write pause, resume or unsubscribe, and its id.", await SayAsync(bot, "unsubscribe", "m3"), StringComparison.Ordinal);
        Assert.HasCount(2, await AllAsync(bot));
        await SayAsync(bot, "unsubscribe " + (await AllAsync(bot))[0].Id, "m4");
        await SayAsync(bot, "unsubscribe", "m5");

        Assert.IsEmpty(await AllAsync(bot));
    }

    // What is said at once, as JSON.
    private static async Task<string> SayAsync(BotRig bot, string text, string id, string user = "user") =>
        Json(await bot.SayAsync(text, id, user, "chat-" + user, "expectReplies"));

    // A press is answered with a message of its own.
    private async Task<string> PressAsync(BotRig bot, string verb, string data, string id, string user = "user")
    {
        var before = bot.Channel.Visible("chat-" + user).Count;
        await bot.PressAsync(verb, data, id, user, "chat-" + user);
        await bot.UntilAsync(() => bot.Channel.Visible("chat-" + user).Count > before, Ct);
        return bot.Channel.Visible("chat-" + user)[^1].Body;
    }

    private static string Json(BotResponse response) => JsonDocument.Parse(response.Body).RootElement.GetRawText();

    private static async Task<List<DigestSubscription>> AllAsync(BotRig bot)
    {
        await using var db = await bot.Database.Contexts.CreateDbContextAsync();
        return await db.DigestSubscriptions.AsNoTracking().OrderBy(s => s.CreatedAt).ThenBy(s => s.Id).ToListAsync();
    }
}
