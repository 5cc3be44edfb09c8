using System.Globalization;
using WellIntake.Chaos.Load;
using WellIntake.Tests.Testing;

namespace WellIntake.Chaos.Counting;

/// <summary>All that is known of one request, in the order it happened.</summary>
internal static class RequestHistory
{
    public static IReadOnlyList<string> Of(
        SentRequest request, StoredRequest? row, StoredJob? job, IEnumerable<StoredEvent> events, ChannelLog log, StubConnector channel, IReadOnlyList<Ending> endings)
    {
        var lines = new List<(DateTimeOffset At, string What)>();
        lines.AddRange(request.Posts.Select(static p => (p.At, $"posted to the webhook: {p.Status?.ToString(CultureInfo.InvariantCulture) ?? p.Error} after {p.Took.TotalMilliseconds:F0} ms")));
        lines.AddRange(events.Select(static e => (e.At, $"row: {e.Event}, delivery {e.DeliveryCount}{(e.Note is null ? string.Empty : $", {e.Note}")}")));
        lines.AddRange(log.Of(request.Conversation).Select(static c => (c.At, $"channel: {c.Method} {c.Kind}{(c.ActivityId is null ? string.Empty : $" {c.ActivityId}")}{(c.Trouble is null ? string.Empty : $" -> {c.Trouble}")}")));
        if (lines.Count > 0)
        {
            var (first, last) = (lines.Min(static l => l.At), lines.Max(static l => l.At));
            lines.AddRange(endings.Where(e => e.To >= first && e.From <= last.AddSeconds(1)).Select(static e => (e.To, e.What)));
        }

        return
        [
            .. lines.OrderBy(static l => l.At).Select(static l => string.Create(CultureInfo.InvariantCulture, $"{l.At:HH:mm:ss.ffffff} {l.What}")),
            row is null ? "no row" : $"row now: {row.Status}, deliveries {row.DeliveryCount}, card {row.CardActivityId ?? "none"}, error {row.Error ?? "none"}",
            job is null ? "no job" : $"job now: {(job.Dead ? "dead letter" : "waits")}, {job.Reason ?? "no reason"}",
            .. channel.Visible(request.Conversation).Select(static m => $"visible: {m.Id} {MessageKinds.Of(m.Body)}, updated {m.Updates} times"),
        ];
    }
}
