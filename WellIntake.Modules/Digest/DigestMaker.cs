using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Contracts;
using WellIntake.Modules.Digest.Sending;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Digest;

/// <summary>From a job to the digest that may be shown. Has no effect: what it is called for is up to its caller.</summary>
internal sealed class DigestMaker(DigestPresenter presenter, SendRecords records, IDbContextFactory<WellIntakeDbContext> contexts)
{
    /// <summary>The digest of a job as of <paramref name="now"/>. Cancelled: throws.</summary>
    public async Task<ShownDigest> MakeAsync(DigestRequestJob job, DateTimeOffset now, IProgress<DigestProgress>? progress, CancellationToken ct)
    {
        var asker = await AskerAsync(job, ct);
        var spec = await WithSendsAsync(DigestSpec.Of(job with { UserEmail = asker }, now), job, asker, now, ct);
        return await presenter.MakeAsync(spec, progress, ct);
    }

    /// <summary>See <see cref="AskerAsync(WellIntakeDbContext, string, string, string, CancellationToken)"/>.</summary>
    public async Task<string> AskerAsync(DigestRequestJob job, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await AskerAsync(db, job.MessageId, job.Audience, job.UserEmail, ct);
    }

    /// <summary>
    /// Whose personal digest it is: an activity brings no address, so a request made before it was looked up carries the AAD id;
    /// records are owned by address.
    /// </summary>
    public static async Task<string> AskerAsync(WellIntakeDbContext db, string requestId, string audience, string userEmail, CancellationToken ct)
    {
        if (audience != Audience.Personal || userEmail.Contains('@', StringComparison.Ordinal))
            return userEmail;
        return await (from request in db.DigestRequests
                      join reference in db.ConversationReferences on request.UserId equals reference.UserId
                      where request.RequestId == requestId && reference.UserEmail != null
                      select reference.UserEmail).FirstOrDefaultAsync(ct) ?? userEmail;
    }

    private async Task<DigestSpec> WithSendsAsync(DigestSpec spec, DigestRequestJob job, string asker, DateTimeOffset now, CancellationToken ct)
    {
        if (!OutgoingDigest.Counts(job))
            return spec with { SentNotes = await records.NotesAsync(job.Audience, asker, now, ct) };
        return job.IgnoreCooldown
            ? spec
            : spec with { Cooldown = await records.CooldownAsync(SendRecords.AudienceKey(job.Audience, asker), OutgoingDigest.Readers(job), now, ct) };
    }
}
