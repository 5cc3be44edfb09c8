using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WellIntake.Modules.Digest.Paths;
using WellIntake.Modules.Platform.Features;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Teams.Bot;

namespace WellIntake.Tests.Platform.Teams.Bot;

/// <summary>Results that are made while the message is answered, and the queue that takes over what they leave undone.</summary>
[TestClass, TestCategory("FLG-1")]
public sealed class InRequestTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-6"), TestCategory("TRK-3")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task FlagOff_Typed_ResultIsThereWithTheResponse_AndItsJobFindsNothingToDo(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind, change: Off());

        var response = await rig.SayAsync("digest advisors", "a1");

        Assert.AreEqual(200, response.StatusCode);
        Assert.IsTrue(response.Body.IsEmpty);
        var shown = rig.Channel.Visible("chat").Single();
        Assert.Contains(ScriptedDigests.Result, shown.Body);
        var request = await rig.RequestAsync();
        Assert.AreEqual((RequestStatus.Delivered, shown.Id), (request.Status, request.CardActivityId));
        await QueueIsEmptyAsync(rig, jobs: 1);
        CollectionAssert.AreEqual(new[] { "queued:0", "processing:0", "completed:0", "delivered:0" }, await rig.TimelineAsync(request.RequestId));
        Assert.AreEqual(1, rig.Digests.Calls);
        Assert.AreEqual(1, rig.Channel.Visible().Single().Updates);
        CollectionAssert.AreEqual(new[] { (DigestPath.Request, true) }, rig.Digests.InRequest);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-7")]
    public async Task FlagOff_Button_ResultIsWhole()
    {
        await using var rig = await BotRig.StartAsync(change: Off());

        await rig.PressAsync("digest.generate", """{"audience":"global"}""", "p1");

        CollectionAssert.AreEqual(new[] { (DigestPath.Request, false) }, rig.Digests.InRequest);
        Assert.Contains(ScriptedDigests.Result, rig.Channel.Visible("chat").Single().Body);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task FlagOn_Typed_IsAnsweredBeforeTheWorkByAWorker()
    {
        await using var rig = await BotRig.StartAsync(change: Planned(new SwitchedFlags()));
        rig.Digests.Holds = true;

        await rig.SayAsync("digest advisors", "a1");

        Assert.AreNotEqual(RequestStatus.Delivered, (await rig.RequestAsync()).Status);
        rig.Digests.Release();
        await rig.UntilAsync(RequestStatus.Delivered, Ct);
        Assert.IsEmpty(rig.Digests.InRequest);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-2"), TestCategory("TEA-6")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task ExpectReplies_ResultIsInTheBody_ShownWhenWritten_AndAgainForTheSameActivity(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind, change: Off());

        var response = await rig.SayAsync("digest advisors", "a1", deliveryMode: "expectReplies");

        Assert.Contains(ScriptedDigests.Result, Body(response));
        Assert.AreEqual(RequestStatus.Completed, (await rig.RequestAsync()).Status);
        await response.WhenWritten!(Ct);
        Assert.AreEqual(RequestStatus.Delivered, (await rig.RequestAsync()).Status);
        await QueueIsEmptyAsync(rig, jobs: 1);
        var again = await rig.SayAsync("digest advisors", "a1", deliveryMode: "expectReplies");
        Assert.Contains(ScriptedDigests.Result, Body(again));
        Assert.IsEmpty(rig.Channel.Visible());
        Assert.AreEqual(1, rig.Digests.Calls);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-6")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task ExpectReplies_ResponseIsLost_QueueShowsTheSameResultOnce(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind, change: Off());

        await rig.SayAsync("digest advisors", "a1", deliveryMode: "expectReplies");
        await rig.UntilAsync(RequestStatus.Delivered, Ct);

        Assert.AreEqual(1, rig.Digests.Calls);
        Assert.Contains(ScriptedDigests.Result, rig.Channel.Visible("chat").Single().Body);
        var again = await rig.SayAsync("digest advisors", "a1", deliveryMode: "expectReplies");
        Assert.DoesNotContain(ScriptedDigests.Result, Body(again));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-2"), TestCategory("TEA-6")]
    [DataRow(null)]
    [DataRow("expectReplies")]
    public async Task Work_TakesTooLong_IsAnsweredWithinTheLimit_AndTheQueueMakesTheOneResult(string? deliveryMode)
    {
        await using var rig = await BotRig.StartAsync(change: Off(TimeSpan.FromMilliseconds(200)));
        rig.Digests.Holds = true;

        var response = await rig.SayAsync("digest advisors", "a1", deliveryMode: deliveryMode);

        Assert.AreEqual(1, rig.Digests.Calls);
        Assert.DoesNotContain(ScriptedDigests.Result, Body(response));
        Assert.AreEqual(deliveryMode is not null, Body(response).Contains((await rig.RequestAsync()).RequestId, StringComparison.Ordinal));
        rig.Digests.Holds = false;
        var request = await rig.UntilAsync(RequestStatus.Delivered, Ct);
        Assert.AreEqual(2, rig.Digests.Calls);
        Assert.Contains(ScriptedDigests.Result, rig.Channel.Visible("chat").Single().Body);
        CollectionAssert.AreEqual(new[] { "queued:0", "processing:0", "processing:1", "completed:1", "delivered:1" }, await rig.TimelineAsync(request.RequestId));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-9")]
    public async Task Work_Fails_QueueAnswersAndNoErrorIsShown()
    {
        await using var rig = await BotRig.StartAsync(change: Off());
        rig.Digests.Script = static call =>
        {
            if (call == 1)
                throw new TimeoutException();
        };

        await rig.SayAsync("digest advisors", "a1");
        await rig.UntilAsync(RequestStatus.Delivered, Ct);

        Assert.AreEqual(2, rig.Digests.Calls);
        Assert.AreEqual(1, rig.Channel.Visible("chat").Single().Updates);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-6")]
    public async Task SendingAlong_Fails_QueueShowsTheStoredResult()
    {
        await using var rig = await BotRig.StartAsync(change: Off());
        rig.Digests.OnSend = () =>
        {
            rig.Digests.OnSend = static () => { };
            throw new TimeoutException();
        };

        await rig.SayAsync("digest advisors", "a1");
        var request = await rig.UntilAsync(RequestStatus.Delivered, Ct);

        Assert.AreEqual(1, rig.Digests.Calls);
        CollectionAssert.AreEqual(new[] { "queued:0", "processing:0", "completed:0", "delivered:1" }, await rig.TimelineAsync(request.RequestId));
        Assert.HasCount(1, rig.Channel.Visible("chat"));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-4")]
    public async Task Work_PersonCancels_EndsAndNothingComesOfIt()
    {
        await using var rig = await BotRig.StartAsync(change: Off());
        rig.Digests.Holds = true;
        var asked = rig.SayAsync("digest advisors", "a1");
        await rig.UntilAsync(() => rig.Digests.Calls == 1, Ct);

        await rig.SayAsync("cancel", "a2");
        await asked;

        await QueueIsEmptyAsync(rig, jobs: 1);
        Assert.AreEqual(RequestStatus.Cancelled, (await rig.RequestAsync()).Status);
        Assert.AreEqual(1, rig.Digests.Calls);
        Assert.IsFalse(rig.Channel.Visible("chat").Any(m => m.Body.Contains(ScriptedDigests.Result, StringComparison.Ordinal)));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-2")]
    public async Task Places_AllAreTakenAndTheLineIsFull_QueueAnswersAtOnce()
    {
        await using var rig = await BotRig.StartAsync(running: false, change: Off(concurrency: 1));
        rig.Digests.Holds = true;
        var held = Enumerable.Range(0, 5).Select(n => rig.SayAsync("digest advisors", $"held{n}", conversation: $"held{n}")).ToList();
        await rig.UntilAsync(async () => (await rig.RequestsAsync()).Count == 5 ? "" : null, Ct);

        await rig.SayAsync("digest advisors", "a6", conversation: "sixth");

        Assert.AreEqual(RequestStatus.Queued, (await rig.RequestsAsync()).Single(r => r.ConversationId == "sixth").Status);
        Assert.IsFalse(held.Any(h => h.IsCompleted));
        Assert.AreEqual(1, rig.Digests.Calls);
        rig.Digests.Release();
        await Task.WhenAll(held);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-6"), TestCategory("QUE-8")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Process_DiesDuringTheWork_AnotherMakesTheOneResult(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind, running: false, change: Off());
        rig.Digests.Holds = true;
        var asked = rig.SayAsync("digest advisors", "a1");
        await rig.UntilAsync(() => rig.Digests.Calls == 1, Ct);

        await using var second = rig.Restarted(Off());
        await second.RunAsync();
        var request = await rig.UntilAsync(RequestStatus.Delivered, Ct);

        Assert.AreEqual(1, second.Digests.Calls);
        Assert.Contains(ScriptedDigests.Result, rig.Channel.Visible("chat").Single().Body);
        CollectionAssert.AreEqual(new[] { "queued:0", "processing:0", "processing:1", "completed:1", "delivered:1" }, await rig.TimelineAsync(request.RequestId));
        // It was only frozen, and goes on: what it makes is not shown beside the other.
        rig.Digests.Release();
        await asked;
        Assert.HasCount(1, rig.Channel.Visible("chat"));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-9"), TestCategory("TEA-6")]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Queue_RefusesTheJob_IsAnsweredAtOnceAndTracked(bool flagOn)
    {
        var queues = new RefusingQueues();
        await using var rig = await BotRig.StartAsync(change: services =>
        {
            Planned(new SwitchedFlags { Options = new FlagOptions { Enabled = flagOn } })(services);
            services.Decorate<IJobQueues>(inner => queues.Over(inner));
        });

        queues.Refuses = true;
        await rig.SayAsync("digest advisors", "a1");

        Assert.AreEqual(RequestStatus.Delivered, (await rig.RequestAsync()).Status);
        Assert.Contains(ScriptedDigests.Result, rig.Channel.Visible("chat").Single().Body);
        queues.Refuses = false;
        await rig.UntilAsync(async () => await OutboxAsync(rig) == 0 ? "" : null, Ct);
        await QueueIsEmptyAsync(rig, jobs: 1);
        Assert.AreEqual(1, rig.Digests.Calls);
        Assert.HasCount(1, rig.Channel.Visible());
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-9"), TestCategory("RES-2")]
    [DataRow(true, null)]
    [DataRow(false, null)]
    [DataRow(true, "expectReplies")]
    [DataRow(false, "expectReplies")]
    public async Task Database_CannotBeWritten_ResultIsShownUnrecorded(bool flagOn, string? deliveryMode)
    {
        await using var rig = await BotRig.StartAsync(change: services =>
        {
            Planned(new SwitchedFlags { Options = new FlagOptions { Enabled = flagOn } })(services);
            services.AddHostedService<RefuseWrites>();
        });

        var response = await rig.SayAsync("digest advisors", "a1", deliveryMode: deliveryMode);

        if (deliveryMode is null)
            await rig.UntilAsync(() => rig.Channel.Visible("chat").Count == 1, Ct);
        Assert.Contains(ScriptedDigests.Result, deliveryMode is null ? rig.Channel.Visible("chat").Single().Body : Body(response));
        Assert.IsEmpty(await rig.RequestsAsync());
        Assert.AreEqual(1, rig.Digests.Calls);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-6"), TestCategory("TEA-6")]
    public async Task Database_CannotBeWrittenForAWhile_TheSameActivityIsAnsweredOnce()
    {
        await using var rig = await BotRig.StartAsync(change: services =>
        {
            Planned(new SwitchedFlags())(services);
            services.AddHostedService<RefuseWrites>();
        });

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => rig.SayAsync("digest advisors", "a1")));
        await using (var db = await rig.Database.Contexts.CreateDbContextAsync(Ct))
        {
            foreach (var table in (string[])["teams_digest_requests", "conversation_references", "processed_ids"])
                await db.Database.ExecuteSqlRawAsync("DROP TRIGGER refuse_" + table, Ct);
        }

        await rig.SayAsync("digest advisors", "a1");
        await rig.SayAsync("digest advisors", "a2", conversation: "later");
        await rig.UntilAsync(RequestStatus.Delivered, Ct);
        await rig.UntilAsync(() => rig.Channel.Visible("chat").Count == 1, Ct);

        Assert.AreEqual(2, rig.Digests.Calls);
        Assert.HasCount(2, rig.Channel.Visible());
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-9")]
    public async Task Database_CannotBeWrittenAndTheWorkFails_SaysSoOnce()
    {
        await using var rig = await BotRig.StartAsync(change: services =>
        {
            Off()(services);
            services.AddHostedService<RefuseWrites>();
        });
        rig.Digests.Script = static _ => throw new TimeoutException();

        var response = await rig.SayAsync("digest advisors", "a1", deliveryMode: "expectReplies");

        Assert.Contains("temporarily unavailable", Body(response));
        Assert.IsEmpty(await rig.RequestsAsync());
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("OBS-2")]
    [DataRow(false, false, "request flag")]
    [DataRow(true, false, "queue flag")]
    [DataRow(false, true, "queue failed")]
    public async Task Metric_OfEveryAnswer_SaysWhichPathAndWhy(bool flagOn, bool fails, string expected)
    {
        await using var rig = await BotRig.StartAsync(change: Planned(new SwitchedFlags { Options = new FlagOptions { Enabled = flagOn } }));
        var meters = rig.Get<IMeterFactory>();
        var seen = new ConcurrentQueue<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (published, l) =>
            {
                if (published.Name == "flag.answers" && published.Meter.Scope == meters)
                    l.EnableMeasurementEvents(published);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => seen.Enqueue($"{tags[1].Value} {tags[2].Value}"));
        listener.Start();
        rig.Digests.Script = call =>
        {
            if (fails && call == 1)
                throw new TimeoutException();
        };

        await rig.SayAsync("digest advisors", "a1");
        await rig.SayAsync("digest advisors", "a1");
        await rig.UntilAsync(RequestStatus.Delivered, Ct);

        CollectionAssert.AreEqual(new[] { expected }, seen);
    }

    private static Action<IServiceCollection> Off(TimeSpan? limit = null, int concurrency = 8) => services =>
    {
        Planned(new SwitchedFlags { Options = new FlagOptions { Enabled = false } })(services);
        services.Configure<InRequestOptions>(o =>
            (o.Limit, o.ShowLimit, o.MaxConcurrency) = (limit ?? TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1), concurrency));
    };

    private static Action<IServiceCollection> Planned(SwitchedFlags flags) => services =>
    {
        services.Replace(ServiceDescriptor.Singleton<IFeatureFlags>(flags));
        services.AddSingleton<IInRequestPlanner, DigestInRequest>();
        services.Configure<InRequestOptions>(o => (o.Limit, o.ShowLimit) = (TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1)));
    };

    private static string Body(BotResponse response) => Encoding.UTF8.GetString(response.Body.Span);

    private static async Task<int> OutboxAsync(BotRig rig)
    {
        await using var db = await rig.Database.Contexts.CreateDbContextAsync();
        return await db.Outbox.CountAsync();
    }

    // The job comes when the limits are over, and goes without having done anything.
    private async Task QueueIsEmptyAsync(BotRig rig, int jobs)
    {
        var queue = rig.Get<IJobQueues>().Get(QueueNames.Digest);
        await rig.UntilAsync(async () => await OutboxAsync(rig) == 0 && await WaitingAsync() == jobs ? "" : null, Ct);
        await rig.UntilAsync(async () => await WaitingAsync() == 0 ? "" : null, Ct);
        Assert.AreEqual(0, (await queue.GetStatisticsAsync(Ct)).DeadLettered);

        async Task<int> WaitingAsync() => (await queue.PeekAsync(100, Ct)).Count;
    }
}
