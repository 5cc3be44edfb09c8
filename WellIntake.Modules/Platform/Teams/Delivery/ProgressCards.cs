using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Platform.Teams.Delivery;

/// <summary>
/// Shows in a request's card how far the work is (WEB-5, ADR 21). What it shows may be left out: it takes no turn that a
/// result may need, is tried once, posts no message of its own, and stops where the channel cannot update. Nothing of it
/// comes after the result, as whoever shows one ends it first. It also sees a request cancelled by another process, and
/// stops the work here.
/// </summary>
internal sealed partial class ProgressCards(
    IDbContextFactory<WellIntakeDbContext> contexts, ITeamsMessenger messenger, RunningRequests running, IOptions<TeamsOptions> options, TimeProvider time,
    ILogger<ProgressCards> logger)
{
    private readonly ConcurrentDictionary<string, ProgressRun> _runs = new(StringComparer.Ordinal);

    /// <summary>Begins for a delivery in hand. Dispose ends it.</summary>
    /// <param name="table">The request's table.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="draw">Draws the card.</param>
    public Shown Begin(string table, string requestId, Func<RequestProgress, AdaptiveCard> draw)
    {
        var looks = new Looks(table, requestId, draw);
        var settings = options.Value;
        var run = new ProgressRun(
            settings.ProgressAfter, settings.ProgressInterval, settings.ProgressGrace, time, (progress, ct) => LookAsync(looks, progress, ct));
        _runs[requestId] = run;
        return new Shown(this, requestId, run);
    }

    /// <summary>Ends it before something final is shown. Nothing is under way for the request: returns at once.</summary>
    /// <returns>True when an update was cut off and may still arrive, so that what is shown next is to be shown once more, later.</returns>
    public async Task<bool> EndAsync(string requestId)
    {
        if (!_runs.TryGetValue(requestId, out var run))
            return false;
        var cutOff = await run.EndAsync();
        _runs.TryRemove(KeyValuePair.Create(requestId, run));
        return cutOff;
    }

    private async Task<bool> LookAsync(Looks looks, RequestProgress? progress, CancellationToken ct)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            if (await RequestCardRow.FindAsync(db, looks.Table, looks.RequestId, ct) is not { } row)
                return false;
            if (row.Status == "cancelled")
                running.Cancel(looks.RequestId);
            return row.Status == "processing" && progress is not null && !looks.Hopeless && await ShowAsync(looks, row, progress, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.LookFailed(logger, looks.RequestId, e);
            return false;
        }
    }

    private async Task<bool> ShowAsync(Looks looks, RequestCardRow row, RequestProgress progress, CancellationToken ct)
    {
        // Without a message there is nothing to update, and only a result may post one.
        if (row is not { CardActivityId: { Length: > 0 } shown, Address: { } address, UnreachableReason: null })
            return false;
        var card = CardJson.WriteFor(looks.Draw(progress), row.UserId);
        var updated = await messenger.TryUpdateAsync(address, shown, new OutgoingMessage(card, null, progress.Text), ct);
        looks.Hopeless = updated.Outcome is not (SendOutcome.Sent or SendOutcome.Transient);
        if (looks.Hopeless)
            Log.NotShown(logger, looks.RequestId, updated.Outcome);
        return updated.Outcome is SendOutcome.Sent;
    }

    /// <summary>Progress that is shown while the work goes on.</summary>
    internal sealed class Shown(ProgressCards all, string requestId, ProgressRun run) : IProgress<RequestProgress>, IAsyncDisposable
    {
        public void Report(RequestProgress value) => run.Report(value);

        // What was cut off stays known until something final is shown.
        public async ValueTask DisposeAsync()
        {
            await run.DisposeAsync();
            if (!await run.EndAsync())
                all._runs.TryRemove(KeyValuePair.Create(requestId, run));
        }
    }

    private sealed record Looks(string Table, string RequestId, Func<RequestProgress, AdaptiveCard> Draw)
    {
        public bool Hopeless { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(4400, LogLevel.Debug, "Request {RequestId}: how far it is could not be shown; the next look tries again")]
        public static partial void LookFailed(ILogger logger, string requestId, Exception e);

        [LoggerMessage(4401, LogLevel.Debug, "Request {RequestId}: its message cannot show how far it is ({Outcome}); the result will come as it can")]
        public static partial void NotShown(ILogger logger, string requestId, SendOutcome outcome);
    }
}
