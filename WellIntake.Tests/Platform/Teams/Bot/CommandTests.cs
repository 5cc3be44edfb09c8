using System.Text;
using WellIntake.Modules.Digest.Chat;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Bot.Commands;
using WellIntake.Tests.Modules.Digest.Chat;

namespace WellIntake.Tests.Platform.Teams.Bot;

/// <summary>What people type, and what comes back.</summary>
[TestClass]
public sealed class CommandTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, TestCategory("WEB-3"), TestCategory("WEB-4")]
    [DataRow("hi", "hello")]
    [DataRow("Hey!", "hello")]
    [DataRow("hi there", "hello")]
    [DataRow("HELP", "help")]
    [DataRow("/help", "help")]
    [DataRow("help?", "help")]
    [DataRow("digest c_suite", "digest")]
    [DataRow("this", null)]
    [DataRow("which", null)]
    [DataRow("Chicago", null)]
    [DataRow("this month", null)]
    [DataRow("history of the firm", null)]
    [DataRow("hi, how many candidates?", null)]
    [DataRow("hi, how many are in Chicago", null)]
    [DataRow("hi?", null)]
    [DataRow("", null)]
    [DataRow("   ", null)]
    [DataRow("!!!", null)]
    public void Parse_WholeWordsOnly(string text, string? command) =>
        Assert.AreEqual(command, Parser().Parse(text).Command?.Words[0]);

    [TestMethod, TestCategory("WEB-4")]
    [DataRow("digset", "digest")]
    [DataRow("digset advisors", "digest")]
    [DataRow("hlep", "help")]
    [DataRow("helo", "hello")]
    [DataRow("Digests", "digest")]
    [DataRow("this", null)]
    [DataRow("Chicago", null)]
    [DataRow("digestion is a long and complicated matter", null)]
    [DataRow("xyzzy", null)]
    public void Parse_NearMiss_NamesTheLikelyCommand(string text, string? likely) =>
        Assert.AreEqual(likely, Parser().Parse(text).DidYouMean);

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-4")]
    [DataRow("digset", "Did you mean digest?")]
    [DataRow("analitics", "Did you mean analytics?")]
    [DataRow("prefrences", "Did you mean preferences?")]
    [DataRow("statsu", "Did you mean status?")]
    [DataRow("cancle", "Did you mean cancel?")]
    [DataRow("help", "preferences [reset]")]
    [DataRow("help", "analytics")]
    [DataRow("preferences", "Save")]
    [DataRow("preferences nonsense", "preferences reset")]
    [DataRow("digest vualt 14 days", "I do not know \\u201Cvualt\\u201D")]
    [DataRow("digest from 2026-02-03 to 2026-02-01", "The first day is after the last.")]
    [DataRow("hello", "Hello, I am WellIntake")]
    [DataRow("help", "cancel [request id]")]
    [DataRow("help", "status [request id]")]
    [DataRow("help", "digest [advisors|c_suite|global|personal]")]
    [DataRow("status", "You have not asked for anything yet")]
    [DataRow("status nothing", "None of your requests has that id")]
    [DataRow("cancel", "Nothing to cancel")]
    [DataRow("cancel nothing", "There is no such request")]
    [DataRow("digest aliens", "A digest for whom?")]
    public async Task Say_IsAnsweredWithACard(string text, string expected)
    {
        await using var rig = await BotRig.StartAsync();

        await rig.SayAsync(text, "a1");

        await rig.UntilAsync(() => rig.Channel.Visible("chat").Count == 1, Ct);
        Assert.Contains(expected, rig.Channel.Visible("chat")[0].Body);
        Assert.IsEmpty(await rig.RequestsAsync());
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-6")]
    public async Task Say_TheSameActivityAgain_IsAnsweredOnce()
    {
        await using var rig = await BotRig.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => rig.SayAsync("help", "a1")));
        await rig.SayAsync("hello", "a2");

        await rig.UntilAsync(() => rig.Channel.Visible("chat").Count == 2, Ct);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-4"), TestCategory("TRK-3")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Cancel_OwnWhileItIsWorkedOn_StopsTheWorkAndShowsItInItsCard(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind);
        rig.Digests.Holds = true;
        await rig.SayAsync("digest advisors", "a1");
        await rig.UntilAsync(() => rig.Digests.Calls == 1 && rig.Channel.Visible("chat").Count == 1, Ct);

        var answer = await SaidAsync(rig, "cancel", "a2");

        Assert.Contains("Cancelled", answer);
        var request = await rig.RequestAsync();
        Assert.AreEqual(RequestStatus.Cancelled, request.Status);
        await CardSaysCancelledAsync(rig);
        Assert.AreEqual(1, rig.Channel.Visible("chat").Single().Updates);
        CollectionAssert.AreEqual(new[] { "queued:0", "processing:1", "cancelled:0" }, await rig.TimelineAsync(request.RequestId));
        Assert.Contains("It is cancelled", await SaidAsync(rig, $"status {request.RequestId}", "a3"));
        Assert.Contains("It is finished already", await SaidAsync(rig, $"cancel {request.RequestId.ToUpperInvariant()}", "a4"));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-6"), TestCategory("WEB-4")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Cancel_TheSameActivityAgain_CancelsNoOtherRequest(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind);
        rig.Digests.Holds = true;
        await rig.SayAsync("digest advisors", "a1");
        await rig.SayAsync("digest global", "a2");

        await rig.SayAsync("cancel", "a3");
        await rig.SayAsync("cancel", "a3");

        CollectionAssert.AreEqual(new[] { false, true }, (await rig.RequestsAsync()).ConvertAll(r => r.Status == RequestStatus.Cancelled));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-7"), TestCategory("WEB-4")]
    public async Task CancelAndStatus_OfSomebodyElse_AreRefused()
    {
        await using var rig = await BotRig.StartAsync(running: false);
        await rig.SayAsync("digest advisors", "a1");
        var id = (await rig.RequestAsync()).RequestId;

        Assert.Contains("Only the person who asked", await SaidAsync(rig, $"cancel {id}", "a2", user: "other"));
        Assert.Contains("None of your requests", await SaidAsync(rig, $"status {id}", "a3", user: "other"));
        Assert.Contains("Nothing to cancel", await SaidAsync(rig, "cancel", "a4", user: "other"));
        await rig.PressAsync("request.cancel", $$"""{"request_id":"{{id}}"}""", "a5", user: "other");

        Assert.AreEqual(RequestStatus.Queued, (await rig.RequestAsync()).Status);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-4")]
    public async Task Cancel_Finished_IsRefused()
    {
        await using var rig = await BotRig.StartAsync();
        await rig.SayAsync("digest advisors", "a1");
        var request = await rig.UntilAsync(RequestStatus.Delivered, Ct);

        Assert.Contains("It is finished already", await SaidAsync(rig, $"cancel {request.RequestId}", "a2"));
        Assert.AreEqual(RequestStatus.Delivered, (await rig.RequestAsync()).Status);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-9")]
    public async Task Cancel_WorkAnswersWithAnErrorOfItsOwn_TheCardStaysCancelled()
    {
        await using var rig = await BotRig.StartAsync();
        rig.Digests.Holds = true;
        rig.Digests.OnCancel = static () => throw new InvalidOperationException("the database says interrupted");
        await rig.SayAsync("digest advisors", "a1");
        await rig.UntilAsync(() => rig.Digests.Calls == 1 && rig.Channel.Visible("chat").Count == 1, Ct);

        await SaidAsync(rig, "cancel", "a2");
        var queue = rig.Get<WellIntake.Modules.Platform.Queueing.IJobQueues>().Get(WellIntake.Modules.Platform.Queueing.QueueNames.Digest);
        var left = await rig.UntilAsync(async () => await queue.GetStatisticsAsync(Ct) is { Active: 0, Leased: 0, Scheduled: 0 } s ? s : null, Ct);

        Assert.AreEqual(0, left.DeadLettered);
        await CardSaysCancelledAsync(rig);
    }

    private Task CardSaysCancelledAsync(BotRig rig) => rig.UntilAsync(
        () => rig.Channel.Visible("chat") is [var only] && only.Body.Contains("was cancelled", StringComparison.Ordinal), Ct);

    private static async Task<string> SaidAsync(BotRig rig, string text, string id, string user = "user") =>
        Encoding.UTF8.GetString((await rig.SayAsync(text, id, user, deliveryMode: "expectReplies")).Body.Span);

    private static CommandParser Parser() => new([new HelloCommand(), new HelpCommand(new NoServices()), new DigestCommand(new UsualPreferences(), TimeProvider.System)]);

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
