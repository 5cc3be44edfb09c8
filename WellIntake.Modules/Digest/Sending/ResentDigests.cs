using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Digest.Reasons;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Teams.Delivery.Orders;

namespace WellIntake.Modules.Digest.Sending;

/// <summary>A digest whose mail goes out later than its job: its candidates count as sent from then on, unless it is a test (DIG-5).</summary>
internal sealed class ResentDigests(IDbContextFactory<WellIntakeDbContext> contexts, TimeProvider time) : IMailRecords
{
    public string Table => "teams_digest_requests";

    public async Task<IReadOnlyList<RowChange>> WhenSentAsync(string requestId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var request = await db.DigestRequests.AsNoTracking().Where(r => r.RequestId == requestId && r.TestRecipientEmail == null)
            .Select(r => new { r.Audience, r.UserEmail, r.CardsMetadata }).FirstOrDefaultAsync(ct);
        var reader = await db.RequestMails.Where(m => m.RequestId == requestId).Select(m => m.Recipient).FirstOrDefaultAsync(ct);
        if (request is null || reader is null)
            return [];
        var asker = await DigestMaker.AskerAsync(db, requestId, request.Audience, request.UserEmail, ct);
        return SendRecords.Rows(
            requestId, SendRecords.AudienceKey(request.Audience, asker), OutgoingDigest.Reader(reader),
            ShownCandidate.Read(request.CardsMetadata).Select(c => c.CandidateId), time.GetUtcNow());
    }
}
