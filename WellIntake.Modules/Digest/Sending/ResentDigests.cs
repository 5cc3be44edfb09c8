using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Teams.Delivery.Orders;

namespace WellIntake.Modules.Digest.Sending;

/// <summary>A digest whose mail goes out later than its job: its candidates count as sent from then on (DIG-5).</summary>
internal sealed class ResentDigests(IDbContextFactory<WellIntakeDbContext> contexts, TimeProvider time) : IMailRecords
{
    public string Table => "teams_digest_requests";

    public async Task<IReadOnlyList<RowChange>> WhenSentAsync(string requestId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var request = await db.DigestRequests.AsNoTracking().Where(r => r.RequestId == requestId)
            .Select(r => new { r.Audience, r.UserEmail, r.UserId, r.CardsMetadata }).FirstOrDefaultAsync(ct);
        if (request?.CardsMetadata is not { } metadata)
            return [];
        var asker = request.UserEmail.Contains('@', StringComparison.Ordinal)
            ? request.UserEmail
            : await db.ConversationReferences.Where(r => r.UserId == request.UserId && r.UserEmail != null).Select(r => r.UserEmail).FirstOrDefaultAsync(ct) ?? request.UserEmail;
        using var cards = JsonDocument.Parse(metadata);
        var candidates = cards.RootElement.EnumerateArray().Select(c => c.GetProperty("candidate_id").GetString()!).ToList();
        return SendRecords.Rows(requestId, SendRecords.AudienceKey(request.Audience, asker), candidates, time.GetUtcNow());
    }
}
