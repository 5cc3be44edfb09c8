using System.Text;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Mail;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Resilience;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Platform.Teams.Delivery.Orders;

/// <summary>
/// Makes one ordered delivery. The card goes the way of every card, so it is updated in place; the mail keeps its
/// Message-ID. What the ledger shows as sent since the order was given is not sent again: a crash after the ledger's
/// commit repeats nothing, one before it repeats an update, or a mail under the same id.
/// </summary>
internal sealed class OrderedDeliveries(
    IDbContextFactory<WellIntakeDbContext> contexts, RequestDirectory requests, RequestCards cards, RequestMail mail, IEnumerable<IMailRecords> records)
{
    private const string MailMissing = "The e-mail could not be sent.";

    /// <summary>Does not throw for what the channel or the mail server does; for the database's troubles it does.</summary>
    public async Task<OrderResult> DeliverAsync(DeliveryOrder order, CancellationToken ct)
    {
        if (await requests.FindAsync(order.RequestId, ct) is not { } request)
            return new OrderResult(OrderEnd.Failed, "there is no such request any more");
        return order.What == ResendPlanner.Mail ? await MailAsync(order, request.Table, ct) : await ShowAsync(order, request.Table, ct);
    }

    private async Task<OrderResult> ShowAsync(DeliveryOrder order, string table, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var ledger = db.Deliveries.AsNoTracking().Where(d => d.RequestId == order.RequestId);
        if (await ledger.AnyAsync(d => d.Kind == "result" && d.Outcome == "sent" && d.Id > order.LastDelivery, ct))
            return new OrderResult(OrderEnd.Done, null);
        if (await db.RequestResults.AsNoTracking().SingleOrDefaultAsync(r => r.RequestId == order.RequestId, ct) is not { } result)
            return new OrderResult(OrderEnd.Failed, "its result is not stored any more");
        ReadOnlyMemory<byte> card = Encoding.UTF8.GetBytes(result.Card);
        // The stored card is from before the mail was tried.
        if (await ledger.AnyAsync(d => d.Kind == "mail", ct) && !await ledger.AnyAsync(d => d.Kind == "mail" && d.Outcome == "sent", ct))
            card = CardJson.WithNote(card, MailMissing);
        try
        {
            await cards.ShowAsync(table, order.RequestId, "result", card, result.Summary, ct);
            return new OrderResult(OrderEnd.Done, null);
        }
        catch (PermanentJobException e)
        {
            return new OrderResult(OrderEnd.Failed, e.Message);
        }
        catch (Exception e) when (e is DeliveryFailedException or CircuitOpenException { Name: CircuitNames.Teams })
        {
            return new OrderResult(OrderEnd.Later, e.Message);
        }
    }

    private async Task<OrderResult> MailAsync(DeliveryOrder order, string table, CancellationToken ct)
    {
        var module = records.FirstOrDefault(r => r.Table == table);
        var whenSent = module is null ? [] : await module.WhenSentAsync(order.RequestId, ct);
        return await mail.SendAgainAsync(order.RequestId, order.LastDelivery, whenSent, ct) switch
        {
            null => new OrderResult(OrderEnd.Failed, "its mail is not stored any more"),
            { Outcome: MailOutcome.Sent } => new OrderResult(OrderEnd.Done, null),
            { Outcome: MailOutcome.Rejected, Reason: var reason } => new OrderResult(OrderEnd.Failed, reason),
            { Reason: var reason } => new OrderResult(OrderEnd.Later, reason),
        };
    }
}

/// <summary>What came of one try.</summary>
internal enum OrderEnd
{
    /// <summary>It arrived.</summary>
    Done,

    /// <summary>It never will.</summary>
    Failed,

    /// <summary>Not now.</summary>
    Later,
}

/// <summary>How a try at an order ended.</summary>
internal sealed record OrderResult(OrderEnd End, string? Reason);
