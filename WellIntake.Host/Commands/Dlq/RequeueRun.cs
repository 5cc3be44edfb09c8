using System.Globalization;
using System.Text.Json;
using WellIntake.Modules.Platform.DeadLetters;

namespace WellIntake.Host.Commands.Dlq;

/// <summary>Sends dead letters again in steps that grow, and looks what becomes of each step before the next.</summary>
internal sealed class RequeueRun(IDeadLetters dead, TimeProvider time)
{
    private static readonly int[] Steps = [1, 2, 5, 20];
    private const int LargestStep = 100;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private readonly List<RequeuedJob> _sent = [];
    private readonly List<NotMoved> _notSent = [];
    private readonly List<JobOutcome> _failedAgain = [];

    /// <summary>A new id for each.</summary>
    public bool RegenerateIds { get; init; }

    /// <summary>The queue's default time to live.</summary>
    public bool RefreshTimeToLive { get; init; }

    /// <summary>Few at first.</summary>
    public bool Gradual { get; init; }

    /// <summary>How many may fail again.</summary>
    public int MaxFailures { get; init; }

    /// <summary>How long a step may take.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>A file for old and new ids.</summary>
    public string? Map { get; init; }

    /// <summary>Takes what is to be said on the way.</summary>
    public required Func<string, Task> Say { get; init; }

    public IReadOnlyList<RequeuedJob> Sent => _sent;

    public IReadOnlyList<NotMoved> NotSent => _notSent;

    public IReadOnlyList<JobOutcome> FailedAgain => _failedAgain;

    /// <summary>How many have come through.</summary>
    public int Processed { get; private set; }

    /// <summary>Why it stopped early.</summary>
    public string? Problem { get; private set; }

    /// <returns>False when it stopped early.</returns>
    public async Task<bool> SendAsync(string queue, IReadOnlyList<DeadLetterKey> keys, CancellationToken ct)
    {
        var step = 0;
        for (var done = 0; done < keys.Count;)
        {
            var size = Gradual ? (step < Steps.Length ? Steps[step] : LargestStep) : RequeueOrder.MaxKeys;
            step++;
            var part = keys.Skip(done).Take(size).ToList();
            done += part.Count;
            var report = await dead.RequeueAsync(new RequeueOrder(queue, part) { RegenerateIds = RegenerateIds, RefreshTimeToLive = RefreshTimeToLive }, ct);
            _sent.AddRange(report.Sent);
            _notSent.AddRange(report.NotSent);
            if (Map is not null)
                await OwnedFile.AppendAsync(Map, report.Sent.Select(s => JsonSerializer.Serialize(new { queue, old_id = s.Key.Id, new_id = s.NewId })), ct);
            await Say(string.Create(CultureInfo.InvariantCulture, $"{queue}: step {step}: {report.Sent.Count} sent ({done} of {keys.Count})"));
            if (Gradual && !await FollowAsync(queue, report.Sent, keys.Count - done, ct))
                return false;
        }

        return true;
    }

    private async Task<bool> FollowAsync(string queue, IReadOnlyList<RequeuedJob> sent, int left, CancellationToken ct)
    {
        if (sent.Count == 0)
            return true;
        var ids = sent.Select(s => s.NewId).ToList();
        var started = time.GetTimestamp();
        IReadOnlyList<JobOutcome> outcomes;
        while ((outcomes = await dead.OutcomesAsync(queue, ids, ct)).Any(o => o.State == JobOutcomeState.Waiting) && time.GetElapsedTime(started) < Wait)
            await Task.Delay(LookEvery, time, ct);

        Processed += outcomes.Count(o => o.State == JobOutcomeState.Processed);
        _failedAgain.AddRange(outcomes.Where(o => o.State == JobOutcomeState.DeadLettered));
        var waiting = outcomes.Count(o => o.State == JobOutcomeState.Waiting);
        if (_failedAgain.Count > MaxFailures)
            Problem = string.Create(CultureInfo.InvariantCulture, $"Stopped, as jobs fail again. {left} more of {queue} stay as they were; mend the cause, then go on.");
        else if (waiting > 0)
            Problem = string.Create(CultureInfo.InvariantCulture, $"Stopped, as {waiting} jobs have not come through within {Wait.TotalSeconds:F0} s; they are in their queue. {left} more of {queue} stay as they were.");
        return Problem is null;
    }
}
