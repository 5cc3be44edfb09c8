using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Digest.Alerts;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Chat;
using WellIntake.Modules.Digest.Contracts;
using WellIntake.Modules.Digest.Paths;
using WellIntake.Modules.Digest.Reasons;
using WellIntake.Modules.Digest.Rendering;
using WellIntake.Modules.Digest.Sending;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Mail;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Digest;

/// <summary>Makes the digest that a person asked for, and sends it where it goes besides the conversation.</summary>
internal sealed class DigestHandler(
    DigestMaker maker, DigestPresenter presenter, AlertMessage alerts, RequestMail mail, DigestShadow shadow, IOptionsMonitor<DigestOptions> options,
    IDbContextFactory<WellIntakeDbContext> contexts, TimeProvider time) : IRequestHandler<DigestRequestJob>, IDigestWork
{
    public string FailureText => "The digest could not be made. Nothing was lost: an administrator can run it again, or you can ask again.";

    public string TitleOf(DigestRequestJob job) => DigestAsk.TitleOf(job);

    public IReadOnlyList<Fact> FactsOf(DigestRequestJob job) => DigestAsk.FactsOf(job);

    public Task<RequestOutcome> WorkAsync(DigestRequestJob job, IProgress<RequestProgress> progress, CancellationToken ct) =>
        WorkAsync(job, DigestPath.Queue, job.Preview, progress, ct);

    public async Task<RequestOutcome> WorkAsync(DigestRequestJob job, DigestPath path, bool preview, IProgress<RequestProgress>? progress, CancellationToken ct)
    {
        MarkTest(job);
        var now = time.GetUtcNow();
        if (job.AlertId is { } alertId)
            return await alerts.MakeAsync(alertId, job, now, ct);
        var result = await maker.MakeAsync(job, now, progress is null ? null : new DigestSteps(progress), ct);
        var fitted = preview ? DigestCards.Preview(result, job.MessageId) : DigestCards.Fitted(result, job.MessageId);
        var card = OutgoingDigest.Card(job, FeedbackPanel.Under(fitted.Card, job.MessageId));
        presenter.Check(result, RenderedText.Of(Encoding.UTF8.GetString(CardJson.Write(card)), "card"));
        IReadOnlyList<RowChange> rows = [];
        if (!job.DryRun && OutgoingDigest.Recipient(job) is { } to && options.CurrentValue.MayMail(to))
        {
            var message = OutgoingDigest.Mail(job, DigestView.Of(result), to);
            presenter.Check(result, RenderedText.Of(message.Html, "html"));
            presenter.Check(result, RenderedText.Of(message.Subject + "\n" + message.Text, "text"));
            rows = [RequestMail.Store(job.MessageId, message, now)];
        }

        // Whom the card has no room for is shown by nothing but the mail.
        var shown = result.Cards.Take(rows.Count > 0 ? result.Cards.Count : fitted.Candidates)
            .Select((c, place) => ShownCandidate.Of(c) with { OnCard = place < fitted.Candidates }).ToList();
        return new RequestOutcome(
            card,
            string.Create(CultureInfo.InvariantCulture, $"Digest for {Audience.Spoken(job.Audience)}: {result.Cards.Count} of {result.Totals.InRange} candidates"),
            Details(shown, result.Totals.InRange))
        {
            Rows = rows,
            WhenDelivered = shadow.After(job, path, now, result),
        };
    }

    public async Task<SentAlong> SendAsync(DigestRequestJob job, bool isLast, CancellationToken ct)
    {
        if (!OutgoingDigest.GoesOut(job))
            return SentAlong.Nothing;
        MarkTest(job);
        // A subscriber's card is a sending of its own, whatever becomes of the mail.
        var withCard = job.SubscriptionId is null ? [] : await SendsAsync(job, OutgoingDigest.Subscriber(job), onCard: true, ct);
        if (OutgoingDigest.Recipient(job) is not { } to)
            return new SentAlong(null, withCard);
        var outcome = await mail.SendOnceAsync(job.MessageId, await SendsAsync(job, OutgoingDigest.Reader(to), onCard: false, ct), ct);
        return outcome switch
        {
            MailOutcome.Sent => new SentAlong(null, withCard),
            MailOutcome.Rejected => new SentAlong("The e-mail could not be sent: the address was refused.", withCard),
            MailOutcome.Transient when isLast => new SentAlong("The e-mail could not be sent: the mail server did not take it.", withCard),
            MailOutcome.Transient => throw new MailNotTakenException(),
            _ => new SentAlong("The e-mail could not be sent: mail may not go to the address's domain.", withCard),
        };
    }

    /// <summary>What a request's row remembers of its digest.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>> Details(IReadOnlyList<ShownCandidate> shown, int inRange) =>
    [
        new("cards_generated", shown.Count),
        new("total_candidates", inRange),
        new("cards_metadata", ShownCandidate.Write(shown)),
    ];

    // A redelivery sends what was stored: the row says who that was.
    private async Task<IReadOnlyList<RowChange>> SendsAsync(DigestRequestJob job, string reader, bool onCard, CancellationToken ct)
    {
        if (!OutgoingDigest.Counts(job))
            return [];
        await using var db = await contexts.CreateDbContextAsync(ct);
        var metadata = await db.DigestRequests.Where(r => r.RequestId == job.MessageId).Select(r => r.CardsMetadata).FirstOrDefaultAsync(ct);
        return SendRecords.Rows(
            job.MessageId, SendRecords.AudienceKey(job.Audience, await maker.AskerAsync(job, ct)), reader,
            ShownCandidate.Read(metadata).Where(c => c.OnCard || !onCard).Select(c => c.CandidateId), time.GetUtcNow());
    }

    private static void MarkTest(DigestRequestJob job)
    {
        if (job.TestRecipientEmail is not null)
            Activity.Current?.SetTag("app.digest.test", true);
    }
}

/// <summary>The mail server did not take a digest now; another delivery of the job tries again.</summary>
internal sealed class MailNotTakenException() : Exception("The mail could not be sent now.");
