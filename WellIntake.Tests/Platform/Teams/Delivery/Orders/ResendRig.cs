using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Digest.Sending;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Mail;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Teams.Delivery.Orders;
using WellIntake.Tests.Platform.Mail;
using WellIntake.Tests.Platform.Teams.Bot;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Teams.Delivery.Orders;

/// <summary>The bot with a real mail server beside it; orders are worked on when a test says so.</summary>
internal sealed class ResendRig : IAsyncDisposable
{
    private ResendRig(BotRig bot, MailServer mail) => (Bot, Mail) = (bot, mail);

    public BotRig Bot { get; }

    public MailServer Mail { get; }

    public IDeliveries Deliveries => Bot.Get<IDeliveries>();

    public static async Task<ResendRig> StartAsync(DatabaseKind kind)
    {
        var mail = new MailServer();
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["WellIntake:Mail:Host"] = "127.0.0.1",
            ["WellIntake:Mail:Port"] = mail.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["WellIntake:Mail:Security"] = "None",
            ["WellIntake:Mail:From"] = "bot@sender.example",
        }).Build();
        var bot = await BotRig.StartAsync(kind, change: services =>
        {
            services.AddMail(settings);
            services.AddDeliveries();
            services.AddSingleton<OrderedDeliveries>();
            services.AddSingleton<DeliveryOrders>();
            services.AddSingleton<IMailRecords, ResentDigests>();
        });
        return new ResendRig(bot, mail);
    }

    /// <summary>A host's sweep; each call is one by another process that has just started.</summary>
    public Task<int> SweepAsync(CancellationToken ct) => Process().SweepAsync(ct);

    /// <summary>What works on orders in a process that has just started.</summary>
    public DeliveryOrders Process() => ActivatorUtilities.CreateInstance<DeliveryOrders>(Bot.Get<IServiceProvider>());

    public Task<ResendPlan> PlanAsync(ResendRequest request, CancellationToken ct) => Deliveries.PlanAsync(request, ct);

    /// <summary>Everything that failed, ordered.</summary>
    public async Task<IReadOnlyList<DeliveryOrderEntry>> OrderFailedAsync(CancellationToken ct) =>
        await Deliveries.OrderAsync(await PlanAsync(new ResendRequest([], Failed: true, null, Again: false, null), ct), ct);

    public async Task<DeliveryOrderEntry> OrderAsync(long id, CancellationToken ct) => (await Deliveries.OrdersAsync([id], ct)).Single();

    /// <summary>A digest whose result the channel refuses for good, and which is a dead letter therefore.</summary>
    public async Task<DigestRequest> RefusedAsync(CancellationToken ct)
    {
        Bot.Channel.Fail(new StubFault { Status = 400, Code = "BadArgument", When = r => r.Method == "PUT" });
        await Bot.SayAsync("digest advisors", "a1");
        return await Bot.UntilAsync(RequestStatus.DeadLettered, ct);
    }

    /// <summary>A delivered digest.</summary>
    public async Task<DigestRequest> DeliveredAsync(CancellationToken ct)
    {
        await Bot.SayAsync("digest advisors", "a1");
        return await Bot.UntilAsync(RequestStatus.Delivered, ct);
    }

    /// <summary>Puts a mail beside a request's result, and tries it as its job does.</summary>
    public async Task<MailOutcome?> MailAsync(string requestId, CancellationToken ct)
    {
        var mail = new OutgoingMail { Id = requestId, To = "pat@corp.example", Subject = "Digest", Html = "<p>x</p>", Text = "x", Kind = "digest" };
        await CommitAsync(RequestMail.Store(requestId, mail, TimeProvider.System.GetUtcNow()), ct);
        return await Bot.Get<RequestMail>().SendOnceAsync(requestId, [], ct);
    }

    public Task<int> CommitAsync(RowChange change, CancellationToken ct) =>
        Bot.Get<IGroupCommit>().CommitAsync(session => session.Execute(change.Sql, change.Values), ct);

    public async Task<List<DigestSend>> SendsAsync(CancellationToken ct)
    {
        await using var db = await Bot.Database.Contexts.CreateDbContextAsync(ct);
        return await db.DigestSends.AsNoTracking().ToListAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await Bot.DisposeAsync();
        await Mail.DisposeAsync();
    }
}
