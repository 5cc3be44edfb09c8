using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Tests.Platform.Teams.Bot;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Teams.References;

/// <summary>Who can be reached where, as activities tell it.</summary>
[TestClass]
public sealed class ReferenceTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-1")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Message_StoresTheReference_TheNewestServiceUrlWins(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind, running: false);
        await rig.HandleAsync(rig.Message("help", "a1", serviceUrl: "http://127.0.0.1:1/old"));

        await rig.HandleAsync(rig.Message("help", "a2", serviceUrl: "http://127.0.0.1:1/new"));

        var reference = (await ReferencesAsync(rig)).Single();
        Assert.AreEqual("http://127.0.0.1:1/new", reference.ServiceUrl);
        Assert.AreEqual(("chat", "user", "AAD-user", "Some Body", "bot", "msteams"),
            (reference.ConversationId, reference.UserId, reference.UserAadId, reference.UserName, reference.BotId, reference.ChannelId));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-1")]
    public async Task Email_IsLookedUpOnceAndKept()
    {
        await using var rig = await BotRig.StartAsync();
        rig.Channel.Members["user"] = """{"id":"user","email":"Some.Body@Example.com"}""";
        await rig.SayAsync("digest advisors", "a1");
        Assert.AreEqual("aad-user", (await rig.RequestAsync()).UserEmail);
        await rig.UntilAsync(async () => (await ReferencesAsync(rig)) is [{ UserEmail: "some.body@example.com" }] ? "" : null, Ct);

        await rig.UntilAsync(async () =>
        {
            await rig.SayAsync("digest advisors", Guid.NewGuid().ToString());
            return (await rig.RequestsAsync())[^1].UserEmail == "some.body@example.com" ? "" : null;
        }, Ct);

        Assert.HasCount(1, rig.Channel.Requests.Where(r => r.Method == "GET"));
        Assert.AreEqual("some.body@example.com", (await ReferencesAsync(rig)).Single().UserEmail);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-1"), TestCategory("TEA-3")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task BotIsBlocked_IsMarkedAndDeadLettered_HeardFromAgain_IsClear(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind);
        rig.Channel.Trouble = r => r.Method == "GET" ? null : new StubFault { Status = 403, Code = "MessageWritesBlocked" };
        await rig.SayAsync("digest advisors", "a1");
        var queue = rig.Get<IJobQueues>().Get(QueueNames.Digest);
        var dead = await rig.UntilAsync(async () => await queue.DeadLetters.PeekAsync(1, Ct) is [var one] ? one : null, Ct);

        Assert.AreEqual(DeadLetterReasons.BotNotInConversation, dead.DeadLetterReason);
        Assert.Contains("MessageWritesBlocked", (await ReferencesAsync(rig)).Single().UnreachableReason!);
        rig.Channel.Trouble = null;
        await rig.SayAsync("help", "a2");
        Assert.IsNull((await ReferencesAsync(rig)).Single().UnreachableReason);
        await rig.UntilAsync(() => rig.Channel.Visible("chat").Count == 1, Ct);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-3")]
    public async Task PlainReply_BotIsBlocked_MarksTheReference()
    {
        await using var rig = await BotRig.StartAsync();
        rig.Channel.Trouble = r => r.Method == "GET" ? null : new StubFault { Status = 403, Code = "MessageWritesBlocked" };

        await rig.SayAsync("help", "a1");

        await rig.UntilAsync(async () => (await ReferencesAsync(rig)) is [{ UnreachableReason: not null }] ? "" : null, Ct);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-1")]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Joined_BothActivitiesInEitherOrder_IsGreetedOnceAndAgainAfterRemoval(bool installationFirst)
    {
        await using var rig = await BotRig.StartAsync();
        var install = rig.Message(null, "m1", type: "installationUpdate", action: "add");
        var update = rig.Message(null, "m2", type: "conversationUpdate", botAdded: true);

        await rig.HandleAsync(installationFirst ? install : update);
        await rig.HandleAsync(installationFirst ? update : install);
        await rig.UntilAsync(() => Greetings(rig) > 0, Ct);
        await MarkerAsync(rig, "marker one");

        Assert.AreEqual(1, Greetings(rig));
        Assert.IsNull((await ReferencesAsync(rig)).Single(r => r.ConversationId == "chat").UnreachableReason);
        await rig.HandleAsync(rig.Message(null, "m3", type: "installationUpdate", action: "remove"));
        Assert.AreEqual("uninstalled", (await ReferencesAsync(rig)).Single(r => r.ConversationId == "chat").UnreachableReason);
        await rig.HandleAsync(rig.Message(null, "m4", type: "installationUpdate", action: "add", user: "somebody-else"));
        await rig.UntilAsync(() => Greetings(rig) > 1, Ct);
        await MarkerAsync(rig, "marker two");

        Assert.AreEqual(2, Greetings(rig));
        Assert.IsTrue((await ReferencesAsync(rig)).All(r => r.UnreachableReason is null));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-1")]
    public async Task SomebodyElseJoined_IsNotGreeted()
    {
        await using var rig = await BotRig.StartAsync();

        await rig.HandleAsync(rig.Message(null, "m1", type: "conversationUpdate"));
        await MarkerAsync(rig, "marker");

        Assert.AreEqual(0, Greetings(rig));
    }

    // Messages are taken in order by eight senders: when twice as many later ones are shown, an extra greeting is too.
    private async Task MarkerAsync(BotRig rig, string id)
    {
        for (var n = 0; n < 16; n++)
            await rig.SayAsync("status", $"{id} {n}", conversation: $"{id} {n}");
        await rig.UntilAsync(() => Enumerable.Range(0, 16).All(n => rig.Channel.Visible($"{id} {n}").Count == 1), Ct);
    }

    private static int Greetings(BotRig rig) => rig.Channel.Visible("chat").Count(m => m.Body.Contains("Hello, I am WellIntake", StringComparison.Ordinal));

    private static async Task<List<ConversationReferenceRow>> ReferencesAsync(BotRig rig)
    {
        await using var db = await rig.Database.Contexts.CreateDbContextAsync();
        return await db.ConversationReferences.AsNoTracking().ToListAsync();
    }
}
