using WellIntake.Chaos.Load;
using WellIntake.Tests.Testing;

namespace WellIntake.Chaos.Counting;

/// <summary>
/// Holds what was acknowledged against what people see and what is stored: accepted = one visible result each + still
/// queued + dead-lettered with a reason. No request, answered or not, has two results.
/// </summary>
internal sealed class ConservationCount(StubConnector channel, ChannelLog log, StoredState state, IReadOnlyList<Ending> endings)
{
    private readonly List<Violation> _violations = [];

    public IReadOnlyList<Violation> Violations => _violations;

    /// <summary>Each job may be delivered this often; null: not looked at.</summary>
    public int? MaxDeliveries { get; init; }

    public Tally Count(IEnumerable<SentRequest> requests)
    {
        var tally = new Tally();
        foreach (var request in requests)
            tally = Add(tally, request);
        return tally;
    }

    private Tally Add(Tally tally, SentRequest request)
    {
        var kinds = channel.Visible(request.Conversation).Select(static m => MessageKinds.Of(m.Body)).ToList();
        var results = kinds.Count(static k => k is MessageKind.Result or MessageKind.Failure);
        var row = state.Requests.GetValueOrDefault(request.Conversation);
        var job = row is null ? null : state.Jobs.GetValueOrDefault(row.RequestId);
        var acknowledged = request.AcknowledgedAt is not null;
        var ranAgain = row is null ? 0 : RunsAgain(request, row);
        tally = tally with
        {
            Sent = tally.Sent + 1,
            Acknowledged = tally.Acknowledged + (acknowledged ? 1 : 0),
            Leftovers = tally.Leftovers + (results > 0 ? kinds.Count(static k => k is MessageKind.Working) : 0),
            RanAgain = tally.RanAgain + ranAgain,
            MostDeliveries = Math.Max(tally.MostDeliveries, row?.DeliveryCount ?? 0),
        };

        if (results > 1)
            Blame(request, row, $"{results} visible results");
        if (results > 0 && kinds.Contains(MessageKind.Working) && !IsExplained(request))
            Blame(request, row, "a card is left beside the result, although nothing came between");
        if (request.Posts.Count == 1 && row is not null && kinds.Contains(MessageKind.Refusal))
            Blame(request, row, "the person was told that nothing was started, but it was");
        if (row is { HasEnded: false } && job is not { Dead: false })
            Blame(request, row, "the row has not ended and there is no job that would end it");
        if (row is { Status: "delivered" } && results == 0)
            Blame(request, row, "the row says delivered and nothing is visible");
        if (MaxDeliveries is { } most && row?.DeliveryCount > most)
            Blame(request, row, $"delivered {row.DeliveryCount} times");
        if (!acknowledged)
            return tally with { UnansweredShown = tally.UnansweredShown + (results > 0 ? 1 : 0) };
        if (row is { Status: "dead_lettered" or "failed" })
        {
            if (string.IsNullOrEmpty(row.Error ?? job?.Reason))
                Blame(request, row, "given up without a reason");
            return tally with { DeadLettered = tally.DeadLettered + 1 };
        }

        if (row is { HasEnded: false } && job is { Dead: false })
            return tally with { StillQueued = tally.StillQueued + 1 };
        if (results > 0)
            return tally with { Shown = tally.Shown + 1 };
        if (row is null && kinds.Contains(MessageKind.Refusal))
            return tally with { Refused = tally.Refused + 1 };
        Blame(request, row, "acknowledged and lost");
        return tally;
    }

    /// <summary>A card may be left only where an ending or a failed call came between posting it and keeping its id (ADR 8).</summary>
    private bool IsExplained(SentRequest request)
    {
        var calls = log.Of(request.Conversation);
        return calls.Any(static c => c.Trouble is not null) || (calls.Count > 0 && endings.Any(e => e.To >= calls[0].At && e.From <= calls[^1].At));
    }

    /// <summary>A handler may run again only when an ending came between its two runs.</summary>
    private int RunsAgain(SentRequest request, StoredRequest row)
    {
        var runs = state.Events[row.RequestId].Where(static e => e.Event == "processing").ToList();
        for (var i = 1; i < runs.Count; i++)
        {
            var (before, after) = (runs[i - 1].At, runs[i].At);
            if (!endings.Any(e => e.To >= before && e.From <= after))
                Blame(request, row, "its handler ran again although nothing had ended it");
        }

        return Math.Max(0, runs.Count - 1);
    }

    private void Blame(SentRequest request, StoredRequest? row, string what) => _violations.Add(new Violation(
        $"{request.Conversation}{(row is null ? string.Empty : $" ({row.RequestId})")}: {what}",
        RequestHistory.Of(request, row, row is null ? null : state.Jobs.GetValueOrDefault(row.RequestId), row is null ? [] : state.Events[row.RequestId], log, channel, endings)));
}
