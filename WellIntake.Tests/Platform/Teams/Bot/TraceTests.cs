using System.Collections.Concurrent;
using System.Diagnostics;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Tests.Platform.Teams.Bot;

/// <summary>One trace from the webhook to the card.</summary>
[TestClass]
public sealed class TraceTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-14")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Digest_RetriedOnce_EveryHandlerAndConnectorCallIsInTheWebhooksTrace(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind);
        rig.Digests.Script = static call =>
        {
            if (call == 1)
                throw new TimeoutException();
        };

        var (trace, spans) = await TracedAsync(rig, RequestStatus.Delivered, handled: 2);

        CollectionAssert.AreEqual(new[] { 1, 2 }, Deliveries(spans));
        Assert.IsTrue(rig.Channel.Requests.Any(r => r.Method == "PUT" && r.TraceParent.Contains(trace, StringComparison.Ordinal)), "the result's update is outside of the trace");
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-14"), TestCategory("WEB-9")]
    public async Task Digest_Fails_TheErrorCardIsInTheWebhooksTrace()
    {
        await using var rig = await BotRig.StartAsync();
        rig.Digests.Script = static _ => throw new PermanentJobException("no");

        var (trace, spans) = await TracedAsync(rig, RequestStatus.DeadLettered, handled: 1);

        CollectionAssert.AreEqual(new[] { 1 }, Deliveries(spans));
        await rig.UntilAsync(() => rig.Channel.Requests.Any(r => r.Method == "PUT"), Ct);
        Assert.Contains(trace, rig.Channel.Requests.Single(r => r.Method == "PUT").TraceParent);
    }

    private async Task<(string Trace, IReadOnlyCollection<Activity> Spans)> TracedAsync(BotRig rig, RequestStatus end, int handled)
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static s => s.Name == JobTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var webhook = new Activity("webhook").Start();
        var trace = webhook.TraceId.ToHexString();
        await rig.SayAsync("digest advisors", "a1");
        webhook.Stop();
        await rig.UntilAsync(end, Ct);
        await rig.UntilAsync(() => Deliveries(Of(spans, trace)).Length == handled, Ct);
        return (trace, Of(spans, trace));
    }

    // Other tests run beside this one: their spans are of other traces.
    private static List<Activity> Of(IEnumerable<Activity> spans, string trace) => [.. spans.Where(s => s.TraceId.ToHexString() == trace)];

    private static int[] Deliveries(IEnumerable<Activity> spans) =>
        [.. spans.Where(s => s.OperationName.StartsWith("handle", StringComparison.Ordinal)).Select(s => (int)s.GetTagItem("wellintake.delivery_count")!)];
}
