using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Digest;
using WellIntake.Modules.Digest.Alerts;
using WellIntake.Modules.Digest.Contracts;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Mail;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Tests.Platform.Teams.Bot;

namespace WellIntake.Tests.Modules.Digest.Alerts;

/// <summary>From the typed alert to the message in the channel, with real work, queues and connector.</summary>
[TestClass, TestCategory("DIG-11")]
public sealed class AlertDeliveryTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(90_000, CooperativeCancellation = true), TestCategory("TEA-6"), TestCategory("TEA-5")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Alert_ACandidateIsPublished_OneMessageShowsTheCard(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind, change: RealDigests);
        await GiveRoleAsync(rig);
        await rig.SayAsync("alerts add advisors in Texas", "a1");
        await PublishAsync(rig, "c1", "TX");
        await PublishAsync(rig, "c2", "OH");

        var request = await rig.UntilAsync(RequestStatus.Delivered, Ct);

        await Sweep(rig).RunAsync(Ct);
        var told = rig.Channel.Visible("chat").Single(m => m.Body.Contains("TWAV-", StringComparison.Ordinal));
        Assert.Contains("TWAV-c1", told.Body);
        Assert.DoesNotContain("TWAV-c2", told.Body);
        Assert.AreEqual(told.Id, request.CardActivityId);
        Assert.Contains("result update sent", (await rig.DeliveriesAsync()).Where(d => d.RequestId == request.RequestId).Select(d => $"{d.Kind} {d.Operation} {d.Outcome}"));
        Assert.HasCount(1, await rig.RequestsAsync());
    }

    [TestMethod, Timeout(90_000, CooperativeCancellation = true), TestCategory("QUE-8"), TestCategory("TEA-6")]
    [DataRow(DatabaseKind.Sqlite, false)]
    [DataRow(DatabaseKind.Postgres, false)]
    [DataRow(DatabaseKind.Sqlite, true)]
    public async Task Alert_KilledBetweenCommitAndSend_IsSentOnceByTheNextProcess(DatabaseKind kind, bool beforeTheRequest)
    {
        await using var first = await BotRig.StartAsync(kind, running: false, RealDigests);
        await GiveRoleAsync(first);
        await first.SayAsync("alerts add advisors", "a1");
        await PublishAsync(first, "c1", "TX");
        if (beforeTheRequest)
            await first.Get<AlertMatcher>().MatchAsync(Ct);
        else
            Assert.AreEqual(1, await Sweep(first).RunAsync(Ct));
        Assert.IsEmpty(first.Channel.Visible("chat"));

        await using var second = first.Restarted(RealDigests);
        await second.RunAsync();
        await second.UntilAsync(RequestStatus.Delivered, Ct);
        await Sweep(second).RunAsync(Ct);

        Assert.HasCount(1, await second.RequestsAsync());
        Assert.HasCount(1, second.Channel.Visible("chat").Where(m => m.Body.Contains("TWAV-c1", StringComparison.Ordinal)));
    }

    private static AlertSweep Sweep(BotRig rig) => ActivatorUtilities.CreateInstance<AlertSweep>(rig.Get<IServiceProvider>());

    private static void RealDigests(IServiceCollection services)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("WellIntake:Digest:Alerts:LookEvery", "00:00:01")]).Build();
        services.AddMail(configuration);
        new DigestModule().Register(services, configuration);
        services.AddSingleton<IRequestHandler<DigestRequestJob>, DigestHandler>();
    }

    private static async Task GiveRoleAsync(BotRig rig)
    {
        await using var db = await rig.Database.Contexts.CreateDbContextAsync();
        // The channel's object ids are made up there, and no GUIDs.
        db.UserRoles.Add(new TeamsUserRole { UserKey = "aad-user", Role = "executive", UpdatedAt = DateTimeOffset.UnixEpoch });
        await db.SaveChangesAsync();
    }

    private static async Task PublishAsync(BotRig rig, string id, string state)
    {
        await using var db = await rig.Database.Contexts.CreateDbContextAsync();
        db.Candidates.Add(CandidateBuilder.Candidate(id, c => (c.Name, c.State, c.PublishedAt) = ("Jane " + id, state, TimeProvider.System.GetUtcNow())));
        await db.SaveChangesAsync();
    }
}
