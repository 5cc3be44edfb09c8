using System.Collections.Concurrent;
using WellIntake.Tests.Testing;

namespace WellIntake.Chaos.Counting;

/// <summary>What the channel was asked, by conversation, with the time and what it did about it.</summary>
internal sealed class ChannelLog
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<ChannelCall>> _calls = new(StringComparer.Ordinal);

    /// <summary>Which calls fail, and how; null: none.</summary>
    public Func<StubRequest, StubFault?>? Faults { get; set; }

    /// <summary>A channel of which every call is kept here.</summary>
    public static async Task<(StubConnector Channel, ChannelLog Log)> StartAsync()
    {
        var channel = await StubConnector.StartAsync();
        channel.KeepsRequests = false;
        var log = new ChannelLog();
        channel.Trouble = log.Note;
        return (channel, log);
    }

    /// <summary>In the order they came.</summary>
    public IReadOnlyList<ChannelCall> Of(string conversation) => _calls.TryGetValue(conversation, out var calls) ? [.. calls] : [];

    /// <summary>When a result was first taken there; null when none was.</summary>
    public DateTimeOffset? FirstResult(string conversation) =>
        Of(conversation).FirstOrDefault(static c => c is { Kind: MessageKind.Result, Taken: true })?.At;

    private StubFault? Note(StubRequest request)
    {
        var fault = Faults?.Invoke(request);
        var conversation = request.Segments.Count > 0 ? request.Segments[0] : string.Empty;
        _calls.GetOrAdd(conversation, static _ => new ConcurrentQueue<ChannelCall>()).Enqueue(new ChannelCall(
            TimeProvider.System.GetUtcNow(), request.Method, request.Segments.Count > 2 ? request.Segments[2] : null,
            MessageKinds.Of(request.Body), fault is null ? null : Describe(fault), fault is null or { AfterDelivery: true } or { Status: null, Cut: false, Hangs: false }));
        return fault;
    }

    private static string Describe(StubFault fault) => fault switch
    {
        { Hangs: true } => "no answer",
        { Cut: true, AfterDelivery: true } => "delivered, then cut",
        { Cut: true } => "cut",
        { Status: { } status, AfterDelivery: true } => $"delivered, then {status}",
        { Status: { } status } => $"{status}{(fault.RetryAfter is { } after ? $" Retry-After {after}" : string.Empty)}",
        _ => $"after {fault.Delay.TotalSeconds:F1} s",
    };
}

/// <summary>One call.</summary>
/// <param name="At">When it came.</param>
/// <param name="Method">POST or PUT.</param>
/// <param name="ActivityId">The message it was about.</param>
/// <param name="Kind">What the message says.</param>
/// <param name="Trouble">What went wrong on purpose; null when nothing did.</param>
/// <param name="Taken">The message is shown, whatever the caller heard of it.</param>
internal sealed record ChannelCall(DateTimeOffset At, string Method, string? ActivityId, MessageKind Kind, string? Trouble, bool Taken);
