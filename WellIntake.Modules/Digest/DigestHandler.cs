using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Digest.Alerts;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Contracts;
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
    DigestPresenter presenter, AlertMessage alerts, SendRecords records, RequestMail mail, IOptionsMonitor<DigestOptions> options,
    IDbContextFactory<WellIntakeDbContext> contexts, TimeProvider time) : IRequestHandler<DigestRequestJob>
{
    private static readonly JsonSerializerOptions MetadataJson = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public string FailureText => "The digest could not be made. Nothing was lost: an administrator can run it again, or you can ask again.";

    public async Task<RequestOutcome> WorkAsync(DigestRequestJob job, CancellationToken ct)
    {
        if (job.TestRecipientEmail is not null)
            Activity.Current?.SetTag("app.digest.test", true);
        var now = time.GetUtcNow();
        if (job.AlertId is { } alertId)
            return await alerts.MakeAsync(alertId, job, now, ct);
        var asker = await AskerAsync(job, ct);
        var spec = await WithSendsAsync(DigestSpec.Of(job with { UserEmail = asker }, now), job, asker, now, ct);
        var result = await presenter.MakeAsync(spec, progress: null, ct);
        var card = OutgoingDigest.Card(job, DigestCards.Full(result));
        presenter.Check(result, RenderedText.Of(Encoding.UTF8.GetString(CardJson.Write(card)), "card"));
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
            Details(result))
        {
            Rows = rows,
        };
    }

    public async Task<SentAlong> SendAsync(DigestRequestJob job, bool isLast, CancellationToken ct)
    {
        if (!OutgoingDigest.GoesOut(job))
            return SentAlong.Nothing;
        var audience = SendRecords.AudienceKey(job.Audience, await AskerAsync(job, ct));
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

    /// <summary>What a request's row remembers of its digest.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>> Details(ShownDigest result) =>
    [
        new("cards_generated", result.Cards.Count),
        new("total_candidates", result.Totals.InRange),
        new("cards_metadata", JsonSerializer.Serialize(result.Cards.Select(c => new ShownCandidate(c.CandidateId, c.Reference)), MetadataJson)),
    ];

    private async Task<DigestSpec> WithSendsAsync(DigestSpec spec, DigestRequestJob job, string asker, DateTimeOffset now, CancellationToken ct)
    {
        if (!OutgoingDigest.GoesOut(job))
            return spec with { SentNotes = await records.NotesAsync(job.Audience, asker, now, ct) };
        return job.IgnoreCooldown
            ? spec
            : spec with { Cooldown = await records.CooldownAsync(SendRecords.AudienceKey(job.Audience, asker), now, ct) };
    }

    private async Task<IReadOnlyList<string>> ShownAsync(string requestId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var metadata = await db.DigestRequests.Where(r => r.RequestId == requestId).Select(r => r.CardsMetadata).FirstOrDefaultAsync(ct);
        return metadata is null ? [] : [.. JsonSerializer.Deserialize<List<ShownCandidate>>(metadata, MetadataJson)!.Select(c => c.CandidateId)];
    }

    // An activity brings no address, so a job made before it was looked up carries the AAD id; records are owned by address.
    private async Task<string> AskerAsync(DigestRequestJob job, CancellationToken ct)
    {
        if (job.Audience != Audience.Personal || job.UserEmail.Contains('@', StringComparison.Ordinal))
            return job.UserEmail;
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await (from request in db.DigestRequests
                      join reference in db.ConversationReferences on request.UserId equals reference.UserId
                      where request.RequestId == job.MessageId && reference.UserEmail != null
                      select reference.UserEmail).FirstOrDefaultAsync(ct) ?? job.UserEmail;
    }

    /// <summary>What a request's row remembers of each card.</summary>
    private sealed record ShownCandidate(string CandidateId, string Reference);
}

/// <summary>The mail server did not take a digest now; another delivery of the job tries again.</summary>
internal sealed class MailNotTakenException() : Exception("The mail could not be sent now.");
