using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Teams.Delivery.Orders;

/// <summary>Decides what may be sent again: what is stored, did not arrive, and is not on its way by itself.</summary>
internal sealed class ResendPlanner(IDbContextFactory<WellIntakeDbContext> contexts, RequestDirectory requests)
{
    public const string Card = "card";
    public const string Mail = "mail";
    private const int MostAtOnce = 10_000;

    public async Task<ResendPlan> PlanAsync(ResendRequest request, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var items = new HashSet<ResendItem>();
        List<ResendRefusal> refused = [];
        foreach (var id in request.Ids.Distinct(StringComparer.Ordinal))
        {
            var (requestId, what, refusal) = await MeaningAsync(db, id, request.What, ct);
            if (refusal is not null)
                refused.Add(new ResendRefusal(id, refusal));
            else
                Take(items, refused, id, await JudgeAsync(db, requestId, what, request.Again, ct));
        }

        if (request.Failed)
        {
            // What has failed and arrived later is no failure any more: nothing is said of it.
            foreach (var requestId in await FailedAsync(db, request.Since, ct))
                Take(items, [], requestId, await JudgeAsync(db, requestId, request.What, again: false, ct));
        }

        return new ResendPlan([.. items], refused);
    }

    private static void Take(HashSet<ResendItem> items, List<ResendRefusal> refused, string id, Judgement judged)
    {
        items.UnionWith(judged.Items);
        if (judged.Refusal is { } reason)
            refused.Add(new ResendRefusal(id, reason));
    }

    private static Task<List<string>> FailedAsync(WellIntakeDbContext db, DateTimeOffset? since, CancellationToken ct)
    {
        var failed = db.Deliveries.Where(d => d.RequestId != null && d.Outcome != "sent" && (d.Kind == "result" || d.Kind == "mail" || d.Kind == "acknowledgement"));
        if (since is { } from)
            failed = failed.Where(d => d.At >= from);
        return failed.GroupBy(d => d.RequestId!).OrderBy(g => g.Min(d => d.Id)).Select(g => g.Key).Take(MostAtOnce).ToListAsync(ct);
    }

    /// <summary>A request as it is; the number of an attempt as its request and what it carried.</summary>
    private async Task<(string RequestId, string? What, string? Refusal)> MeaningAsync(WellIntakeDbContext db, string id, string? what, CancellationToken ct)
    {
        if (await requests.FindAsync(id, ct) is not null || !long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return (id, what, null);
        var attempt = await db.Deliveries.AsNoTracking().SingleOrDefaultAsync(d => d.Id == number, ct);
        return attempt switch
        {
            null => (id, what, "there is no such request and no such attempt"),
            { RequestId: { } request, Kind: "result" } => (request, what ?? Card, null),
            { RequestId: { } request, Kind: "mail" } => (request, what ?? Mail, null),
            { Kind: "reply" } => (id, what, "a reply's text is not kept once it is given up; the person asks again"),
            { RequestId: { } request } => (id, what, $"an attempt of kind {attempt.Kind} is not repeated by itself; resend its request {request}"),
            _ => (id, what, "it belongs to no request"),
        };
    }

    private async Task<Judgement> JudgeAsync(WellIntakeDbContext db, string requestId, string? what, bool again, CancellationToken ct)
    {
        if (await requests.FindAsync(requestId, ct) is not { } request)
            return Judgement.Refuse("there is no such request");
        var stored = await db.RequestResults.AnyAsync(r => r.RequestId == requestId, ct);
        switch (RequestStatusText.Parse(request.Status))
        {
            case RequestStatus.Queued or RequestStatus.Processing:
                return Judgement.Refuse("it is still being worked on");
            case RequestStatus.Cancelled:
                return Judgement.Refuse("it was cancelled");
            case RequestStatus.Completed when !again:
                return Judgement.Refuse("its job still tries by itself; --again sends it now all the same");
        }

        if (!stored)
            return Judgement.Refuse("it has no stored result, so there is nothing to send: run its job again");
        var mailed = await db.RequestMails.AnyAsync(m => m.RequestId == requestId, ct);
        if (what == Mail && !mailed)
            return Judgement.Refuse("it sends no mail");
        var attempts = await db.Deliveries.AsNoTracking().Where(d => d.RequestId == requestId && (d.Kind == "result" || d.Kind == Mail))
            .OrderBy(d => d.Id).Select(d => new Attempt(d.Kind, d.Outcome)).ToListAsync(ct);
        var missing = new List<ResendItem>();
        if (what != Mail && attempts.FindLast(a => a.Kind == "result") is not { Outcome: "sent" })
            missing.Add(new ResendItem(requestId, Card));
        if (what != Card && mailed && !attempts.Exists(a => a is { Kind: Mail, Outcome: "sent" }))
            missing.Add(new ResendItem(requestId, Mail));
        if (missing.Count > 0)
            return new Judgement(missing, null);
        return again
            ? new Judgement([new ResendItem(requestId, what ?? Card)], null)
            : Judgement.Refuse("it was delivered; --again sends it once more");
    }

    private sealed record Attempt(string Kind, string Outcome);

    private sealed record Judgement(IReadOnlyList<ResendItem> Items, string? Refusal)
    {
        public static Judgement Refuse(string reason) => new([], reason);
    }
}
