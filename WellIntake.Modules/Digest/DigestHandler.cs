using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
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
    DigestMaker maker, DigestPresenter presenter, RequestMail mail, DigestShadow shadow, IOptionsMonitor<DigestOptions> options,
    IDbContextFactory<WellIntakeDbContext> contexts, TimeProvider time) : IRequestHandler<DigestRequestJob>, IDigestWork
{
    public string FailureText => "The digest could not be made. Nothing was lost: an administrator can run it again, or you can ask again.";

    public string TitleOf(DigestRequestJob job) => DigestAsk.TitleOf(job);

    public IReadOnlyList<Fact> FactsOf(DigestRequestJob job) => DigestAsk.FactsOf(job);

    public Task<RequestOutcome> WorkAsync(DigestRequestJob job, IProgress<RequestProgress> progress, CancellationToken ct) =>
        WorkAsync(job, DigestPath.Queue, job.Preview, progress, ct);

    public async Task<RequestOutcome> WorkAsync(DigestRequestJob job, DigestPath path, bool preview, IProgress<RequestProgress>? progress, CancellationToken ct)
    {
        if (job.TestRecipientEmail is not null)
            Activity.Current?.SetTag("app.digest.test", true);
        var now = time.GetUtcNow();
        var result = await maker.MakeAsync(job, now, progress is null ? null : new DigestSteps(progress), ct);
        var digest = preview ? DigestCards.Preview(result, job.MessageId) : DigestCards.Full(result, job.MessageId);
        var card = OutgoingDigest.Card(job, FeedbackPanel.Under(digest, job.MessageId));
        presenter.Check(result, RenderedText.Of(Encoding.UTF8.GetString(CardJson.Write(card)), "card"));
        // Whom a preview leaves out is not marked as shown; a mail has everybody.
        var most = preview && !OutgoingDigest.GoesOut(job) ? DigestCards.InPreview : int.MaxValue;
        var shown = result.Cards.Take(most).Select(ShownCandidate.Of).ToList();
        IReadOnlyList<RowChange> rows = [];
        if (!job.DryRun && OutgoingDigest.Recipient(job) is { } to && options.CurrentValue.MayMail(to))
        {
            var message = OutgoingDigest.Mail(job, DigestView.Of(result), to);
            presenter.Check(result, RenderedText.Of(message.Html, "html"));
            presenter.Check(result, RenderedText.Of(message.Subject + "\n" + message.Text, "text"));
            rows = [RequestMail.Store(job.MessageId, message, now)];
        }

        return new RequestOutcome(
            card,
            string.Create(CultureInfo.InvariantCulture, $"Digest for {Audience.Spoken(job.Audience)}: {result.Cards.Count} of {result.Totals.InRange} candidates"),
            [
                new("cards_generated", shown.Count),
                new("total_candidates", result.Totals.InRange),
                new("cards_metadata", ShownCandidate.Write(shown)),
            ])
        {
            Rows = rows,
            WhenDelivered = shadow.After(job, path, now, result),
        };
    }

    public async Task<SentAlong> SendAsync(DigestRequestJob job, bool isLast, CancellationToken ct)
    {
        if (!OutgoingDigest.GoesOut(job))
            return SentAlong.Nothing;
        var audience = SendRecords.AudienceKey(job.Audience, await maker.AskerAsync(job, ct));
        var sends = SendRecords.Rows(job.MessageId, audience, await ShownAsync(job.MessageId, ct), time.GetUtcNow());
        // The subscriber's card is a sending of its own; a test's card only shows what the mail sends.
        var withCard = job.SubscriptionId is not null ? sends : [];
        if (OutgoingDigest.Recipient(job) is null)
            return new SentAlong(null, withCard);
        var outcome = await mail.SendOnceAsync(job.MessageId, sends, ct);
        return outcome switch
        {
            MailOutcome.Sent => new SentAlong(null, withCard),
            MailOutcome.Rejected => new SentAlong("The e-mail could not be sent: the address was refused.", withCard),
            MailOutcome.Transient when isLast => new SentAlong("The e-mail could not be sent: the mail server did not take it.", withCard),
            MailOutcome.Transient => throw new MailNotTakenException(),
            _ => new SentAlong("The e-mail could not be sent: mail may not go to the address's domain.", withCard),
        };
    }

    private async Task<IReadOnlyList<string>> ShownAsync(string requestId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var metadata = await db.DigestRequests.Where(r => r.RequestId == requestId).Select(r => r.CardsMetadata).FirstOrDefaultAsync(ct);
        return [.. ShownCandidate.Read(metadata).Select(c => c.CandidateId)];
    }
}

/// <summary>The mail server did not take a digest now; another delivery of the job tries again.</summary>
internal sealed class MailNotTakenException() : Exception("The mail could not be sent now.");
