using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Mail;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Teams.Delivery;

namespace WellIntake.Modules.Platform.Jobs.Tracking;

/// <summary>
/// Sends the mail of a request once, as far as SMTP allows: the ledger is looked at before and written after. A crash
/// between the two sends it again under the same Message-ID.
/// </summary>
internal sealed class RequestMail(IMailer mailer, IGroupCommit commits, IDbContextFactory<WellIntakeDbContext> contexts, TimeProvider time)
{
    /// <summary>The row that keeps a message beside its request's result.</summary>
    public static RowChange Store(string requestId, OutgoingMail mail, DateTimeOffset now) => new(
        "INSERT INTO request_mails (request_id, recipient, subject, html, plain_text, kind, created_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6) "
        + "ON CONFLICT (request_id) DO UPDATE SET recipient = excluded.recipient, subject = excluded.subject, html = excluded.html, "
        + "plain_text = excluded.plain_text, kind = excluded.kind, created_at = excluded.created_at",
        requestId, mail.To, mail.Subject, mail.Html, mail.Text, mail.Kind, now);

    /// <summary>
    /// Sends the stored message unless the ledger says that it went out, or was refused for good, before.
    /// <paramref name="whenSent"/> is written in the ledger's commit.
    /// </summary>
    /// <returns>Null when no message is stored.</returns>
    public async Task<MailOutcome?> SendOnceAsync(string requestId, IReadOnlyList<RowChange> whenSent, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.RequestMails.AsNoTracking().SingleOrDefaultAsync(m => m.RequestId == requestId, ct) is not { } stored)
            return null;
        var before = await db.Deliveries.Where(d => d.RequestId == requestId && d.Kind == "mail" && d.Outcome != "transient")
            .Select(d => d.Outcome).FirstOrDefaultAsync(ct);
        if (before is not null)
            return before == "sent" ? MailOutcome.Sent : MailOutcome.Rejected;
        return (await SendAsync(db, stored, whenSent, ct)).Outcome;
    }

    /// <summary>
    /// Sends the stored message whatever came of it before, under the same Message-ID, unless the ledger says that it went out after
    /// its row <paramref name="lastDelivery"/>.
    /// </summary>
    /// <returns>Null when no message is stored.</returns>
    public async Task<MailResult?> SendAgainAsync(string requestId, long lastDelivery, IReadOnlyList<RowChange> whenSent, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.RequestMails.AsNoTracking().SingleOrDefaultAsync(m => m.RequestId == requestId, ct) is not { } stored)
            return null;
        if (await db.Deliveries.AnyAsync(d => d.RequestId == requestId && d.Kind == "mail" && d.Outcome == "sent" && d.Id > lastDelivery, ct))
            return new MailResult(MailOutcome.Sent, Reason: "sent meanwhile");
        return await SendAsync(db, stored, whenSent, ct);
    }

    private async Task<MailResult> SendAsync(WellIntakeDbContext db, RequestMailRow stored, IReadOnlyList<RowChange> whenSent, CancellationToken ct)
    {
        var result = await mailer.SendAsync(
            new OutgoingMail { Id = stored.RequestId, To = stored.Recipient, Subject = stored.Subject, Html = stored.Html, Text = stored.PlainText, Kind = stored.Kind }, ct);
        await RecordAsync(db, stored.RequestId, stored, result, whenSent, ct);
        return result;
    }

    private async Task RecordAsync(
        WellIntakeDbContext db, string requestId, RequestMailRow stored, MailResult result, IReadOnlyList<RowChange> whenSent, CancellationToken ct)
    {
        var owner = await db.DigestRequests.Where(r => r.RequestId == requestId).Select(r => new { r.ConversationId, r.UserId }).FirstOrDefaultAsync(ct);
        var now = time.GetUtcNow();
        await commits.CommitAsync(
            session =>
            {
                DeliveryLedger.AddMail(session, requestId, owner?.ConversationId ?? "", owner?.UserId ?? "", stored.Recipient, result, now);
                if (result.Outcome != MailOutcome.Sent)
                    return true;
                foreach (var row in whenSent)
                    session.Execute(row.Sql, row.Values);
                return true;
            },
            // The message is out: that this is known must not be lost to a shutdown.
            CancellationToken.None);
    }
}
