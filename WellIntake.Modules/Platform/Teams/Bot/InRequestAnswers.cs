using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Features;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Teams.Cards;
using WellIntake.Modules.Platform.Teams.Delivery;

namespace WellIntake.Modules.Platform.Teams.Bot;

/// <summary>A result that goes into the response's body.</summary>
/// <param name="Card">The card's JSON.</param>
/// <param name="Summary">The notification text.</param>
/// <param name="WhenWritten">Records that it was shown, once it is out; null when it was posted already, or recorded before.</param>
internal sealed record AnsweredInRequest(ReadOnlyMemory<byte> Card, string Summary, Func<CancellationToken, Task>? WhenWritten);

/// <summary>
/// Makes results while the message is answered, through the same durable steps as a worker (ADR 19): the request is
/// accepted before, its job waits until every limit here is over, and finds a result to show, or none to do, or nothing
/// done at all. So whatever ends this early, a limit, an error or a crash, the queue answers, and never both.
/// </summary>
internal sealed partial class InRequestAnswers(
    RequestTracker tracker, RequestCards cards, RunningRequests running, IDbContextFactory<WellIntakeDbContext> contexts,
    IOptions<InRequestOptions> options, FlagTelemetry telemetry, TimeProvider time, ILogger<InRequestAnswers> logger) : IDisposable
{
    private const int WaitingForEachPlace = 4;
    private static readonly TimeSpan ShortestLimit = TimeSpan.FromSeconds(1);

    private readonly UnrecordedAnswers _unrecorded = new(time);
    private readonly SemaphoreSlim _places = new(options.Value.MaxConcurrency);
    private int _inside;

    /// <summary>When the job of a request that is answered here is to come.</summary>
    public TimeSpan TakeOverAfter => options.Value.TakeOverAfter;

    /// <summary>What was answered without being recorded.</summary>
    public UnrecordedAnswers Unrecorded => _unrecorded;

    /// <summary>Takes a place in the line; false when that is too long for the limit to be met. Who got one calls <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _inside) <= options.Value.MaxConcurrency * (1 + WaitingForEachPlace))
            return true;
        Leave();
        return false;
    }

    /// <summary>Gives the place back.</summary>
    public void Leave() => Interlocked.Decrement(ref _inside);

    public void Dispose() => _places.Dispose();

    /// <summary>Answers a request that was accepted as started.</summary>
    /// <param name="table">The request's table.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="plan">How.</param>
    /// <param name="inBody">The result goes into the response; else it is shown in the request's card.</param>
    /// <param name="why">Why it is answered here, for the metric.</param>
    /// <param name="ct">The caller hung up.</param>
    /// <returns>Null when the queue answers, or the person has cancelled.</returns>
    public async Task<AnsweredInRequest?> AnswerAsync(
        string table, string requestId, InRequestPlan plan, bool inBody, string why, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        if (await MakeAsync(requestId, plan, options.Value.Limit, ct) is not { } outcome)
            return null;
        using var limit = new CancellationTokenSource(options.Value.ShowLimit, time);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            var card = CardJson.Write(outcome.Card);
            if (!await tracker.CompleteAsync(
                table, requestId, 0, Encoding.UTF8.GetString(card), outcome.Summary, time.GetElapsedTime(started), outcome.Details, outcome.Rows, limited.Token))
            {
                return null;
            }

            var sent = await plan.Maker.SendAsync(limited.Token);
            if (sent.Note is { } note)
                card = CardJson.WithNote(card, note);
            if (inBody)
                return new AnsweredInRequest(card, outcome.Summary, c => DeliveredAsync(sent, c));
            await cards.ShowAsync(table, requestId, "result", card, outcome.Summary, limited.Token);
            await DeliveredAsync(sent, limited.Token);
            return new AnsweredInRequest(card, outcome.Summary, null);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.NotShown(logger, requestId, limit.IsCancellationRequested ? "the limit" : e.GetType().Name);
            telemetry.Answered(plan.Flag, "queue", limit.IsCancellationRequested ? "late" : "failed");
            return null;
        }

        async Task DeliveredAsync(SentAlong sent, CancellationToken c)
        {
            await tracker.DeliveredAsync(table, requestId, sent.WhenDelivered, c);
            telemetry.Answered(plan.Flag, "request", why);
            outcome.WhenDelivered?.Invoke();
        }
    }

    /// <summary>Makes the result of a request that nothing could be written of. It is kept nowhere.</summary>
    /// <param name="requestId">What it would have been.</param>
    /// <param name="plan">How.</param>
    /// <param name="spent">What trying to accept it took already.</param>
    /// <param name="ct">The caller hung up.</param>
    /// <returns>Null when that does not work either.</returns>
    public async Task<AnsweredInRequest?> MakeUnrecordedAsync(string requestId, InRequestPlan plan, TimeSpan spent, CancellationToken ct)
    {
        var left = options.Value.Limit - spent;
        if (await MakeAsync(requestId, plan, left < ShortestLimit ? ShortestLimit : left, ct) is not { } outcome)
            return null;
        telemetry.Answered(plan.Flag, "request", "fallback");
        var card = CardJson.Write(outcome.Card);
        return new AnsweredInRequest(plan.Maker.NoteWhenNotStored is { } note ? CardJson.WithNote(card, note) : card, outcome.Summary, null);
    }

    /// <summary>
    /// The result of a request whose activity comes again, when it went out in a response's body and nowhere else: the
    /// channel that asks again has lost that response. Null when the result is, or will be, in the conversation.
    /// </summary>
    public async Task<AnsweredInRequest?> FindAnsweredAsync(string table, string requestId, CancellationToken ct)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            if (await RequestCardRow.FindAsync(db, table, requestId, ct) is not { Status: "delivered", CardActivityId: "" }
                || await db.Deliveries.AnyAsync(d => d.RequestId == requestId && d.Kind == "result", ct))
            {
                return null;
            }

            var result = await db.RequestResults.AsNoTracking().SingleOrDefaultAsync(r => r.RequestId == requestId, ct);
            return result is null ? null : new AnsweredInRequest(Encoding.UTF8.GetBytes(result.Card), result.Summary ?? string.Empty, null);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // The request is accepted, and that is what its acknowledgement says.
            Log.NotFound(logger, requestId, e);
            return null;
        }
    }

    private async Task<RequestOutcome?> MakeAsync(string requestId, InRequestPlan plan, TimeSpan within, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(within, time);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        using var entered = running.Enter(requestId, limited.Token);
        try
        {
            await _places.WaitAsync(entered.Token);
            try
            {
                return await plan.Maker.WorkAsync(entered.Token);
            }
            finally
            {
                _places.Release();
            }
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            if (limit.IsCancellationRequested)
            {
                Log.Late(logger, requestId, within);
                telemetry.Answered(plan.Flag, "queue", "late");
            }
            else if (!entered.Token.IsCancellationRequested)
            {
                Log.Failed(logger, requestId, e);
                telemetry.Answered(plan.Flag, "queue", "failed");
            }

            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4310, LogLevel.Information, "Request {RequestId} could not be answered at once within {Limit}; the queue answers")]
        public static partial void Late(ILogger logger, string requestId, TimeSpan limit);

        [LoggerMessage(4311, LogLevel.Warning, "Request {RequestId} could not be answered at once; the queue answers")]
        public static partial void Failed(ILogger logger, string requestId, Exception e);

        [LoggerMessage(4314, LogLevel.Warning, "The result of request {RequestId} could not be looked up for a repeated activity")]
        public static partial void NotFound(ILogger logger, string requestId, Exception e);

        [LoggerMessage(4312, LogLevel.Warning, "The result of request {RequestId} is stored but could not be shown at once ({Why}); the queue shows it")]
        public static partial void NotShown(ILogger logger, string requestId, string why);
    }
}
