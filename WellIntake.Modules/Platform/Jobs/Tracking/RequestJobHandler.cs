using System.Text;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Teams.Cards;
using WellIntake.Modules.Platform.Teams.Delivery;

namespace WellIntake.Modules.Platform.Jobs.Tracking;

/// <summary>
/// Wraps a request handler in the life of its request: start, work, store the result, show it, settle. Each step is
/// durable before the next, and a redelivery goes on from the last one: a stored result is shown, not made again.
/// </summary>
internal sealed class RequestJobHandler<TJob>(
    IRequestHandler<TJob> work, RequestTracker tracker, RequestCards cards, ProgressCards progress, RunningRequests running, JobTypes types,
    IDbContextFactory<WellIntakeDbContext> contexts, TimeProvider time) : IJobHandler<TJob>
    where TJob : JobMessage
{
    private readonly string _table = types.Of(typeof(TJob)).RequestTable
        ?? throw new InvalidOperationException($"{typeof(TJob).Name} has a request handler but no request table.");

    private static readonly RequestProgress Begun = new("It is being worked on.");

    public async Task HandleAsync(TJob job, JobContext context, CancellationToken ct)
    {
        (ReadOnlyMemory<byte> Card, string? Summary, Action? WhenDelivered)? result;
        switch (await tracker.StartAsync(_table, job.MessageId, context.DeliveryCount, ct))
        {
            case RequestStart.Work:
                result = await WorkAsync(job, context, ct);
                break;
            case RequestStart.Deliver:
                result = await StoredAsync(job.MessageId, ct);
                break;
            case RequestStart.GivenUp:
                throw new PermanentJobException("The request was given up in an earlier delivery.", DeadLetterReasons.MaxDeliveries);
            case RequestStart.Unknown:
                throw new PermanentJobException("There is no request row for this job.");
            default:
                return;
        }

        if (result is not { } found)
            return;
        var sent = await work.SendAsync(job, context.IsLastDelivery, ct);
        var card = sent.Note is { } note ? CardJson.WithNote(found.Card, note) : found.Card;
        await ShowAsync(job, "result", card, found.Summary, ct);
        await tracker.DeliveredAsync(_table, job.MessageId, context, sent.WhenDelivered, ct);
        found.WhenDelivered?.Invoke();
    }

    public async Task FailedAsync(TJob job, JobContext context, JobFailure failure, CancellationToken ct)
    {
        await tracker.EndAsync(_table, job.MessageId, RequestStatus.DeadLettered, $"{failure.Reason}: {failure.Description}", context.DeliveryCount, ct);
        if (failure.Reason == DeadLetterReasons.BotNotInConversation)
            return;
        var card = CardJson.Write(PlatformCards.Error(work.FailureText, job.CorrelationId ?? job.MessageId));
        await ShowAsync(job, "error", card, "That did not work", ct);
    }

    private async Task ShowAsync(TJob job, string kind, ReadOnlyMemory<byte> card, string? summary, CancellationToken ct)
    {
        if (await cards.ShowAsync(_table, job.MessageId, kind, card, summary, ct))
            await cards.ShowAgainLaterAsync(_table, job.MessageId, card, summary, ct);
    }

    private async Task<(ReadOnlyMemory<byte>, string?, Action?)?> WorkAsync(TJob job, JobContext context, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        using var entered = running.Enter(job.MessageId, ct);
        // Ended after the result is stored, so that an update under way holds up no more than the card.
        await using var shown = progress.Begin(
            _table, job.MessageId, p => PlatformCards.Progress(work.TitleOf(job), job.MessageId, p.Text, p.Fraction, work.FactsOf(job)));
        shown.Report(Begun);
        RequestOutcome outcome;
        try
        {
            outcome = await work.WorkAsync(job, shown, entered.Token);
        }
        catch (Exception) when (entered.Token.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            // The person cancelled; row and card say so already. Databases and clients have exceptions of their own for it.
            return null;
        }

        var card = CardJson.Write(outcome.Card);
        var kept = await tracker.CompleteAsync(
            _table, job.MessageId, context.DeliveryCount, Encoding.UTF8.GetString(card), outcome.Summary, time.GetElapsedTime(started), outcome.Details, outcome.Rows, ct);
        return kept ? (card, outcome.Summary, outcome.WhenDelivered) : null;
    }

    private async Task<(ReadOnlyMemory<byte>, string?, Action?)?> StoredAsync(string requestId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var result = await db.RequestResults.AsNoTracking().SingleOrDefaultAsync(r => r.RequestId == requestId, ct)
            ?? throw new PermanentJobException("The request is completed but its result is not stored.");
        return (Encoding.UTF8.GetBytes(result.Card), result.Summary, null);
    }
}
