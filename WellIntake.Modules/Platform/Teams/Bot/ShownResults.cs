using System.Text;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Teams.Cards;
using WellIntake.Modules.Platform.Teams.Delivery;

namespace WellIntake.Modules.Platform.Teams.Bot;

/// <summary>
/// Changes the result that stands in a request's card, and keeps something beside it. Only for whoever the request's row
/// says that it belongs to (WEB-7).
/// </summary>
internal sealed class ShownResults(
    IDbContextFactory<WellIntakeDbContext> contexts, RequestDirectory requests, IGroupCommit commits, PendingReplies pending, ReplySender replies,
    TimeProvider time)
{
    /// <summary>
    /// Stores the changed card, so that a later delivery shows it as well, with <paramref name="rows"/> in the same commit;
    /// the message itself follows in the background. Done again, it shows the same.
    /// </summary>
    /// <returns>The changed card; null when the person has no such request, or it has no result.</returns>
    public async Task<AdaptiveCard?> ChangeAsync(
        IncomingMessage message, string requestId, Func<AdaptiveCard, AdaptiveCard> change, IReadOnlyList<RowChange> rows, CancellationToken ct)
    {
        if (await requests.FindAsync(requestId, ct) is not { } request || request.UserId != message.UserId)
            return null;
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.RequestResults.AsNoTracking().SingleOrDefaultAsync(r => r.RequestId == requestId, ct) is not { } result)
            return null;
        var card = change(CardJson.Read(Encoding.UTF8.GetBytes(result.Card)));
        var json = CardJson.Write(card);
        var shown = pending.MakeChange(request.Table, requestId, message.Where, new OutgoingMessage(json, null, result.Summary));
        var now = time.GetUtcNow();
        await commits.CommitAsync(
            session =>
            {
                foreach (var row in rows)
                    session.Execute(row.Sql, row.Values);
                RequestSql.StoreResult(session, requestId, Encoding.UTF8.GetString(json), result.Summary, now);
                pending.Add(session, shown);
                return true;
            },
            ct);
        replies.Post(shown);
        return card;
    }
}
