using System.Collections.Concurrent;

namespace WellIntake.Modules.Platform.Teams.Bot;

/// <summary>
/// The messages that were answered while nothing could be stored, in this process's memory: a repeat of one (WEB-6) is not
/// answered again, neither while that lasts nor when it is over. Forgotten after ten minutes; the channel repeats within one.
/// </summary>
internal sealed class UnrecordedAnswers(TimeProvider time)
{
    private const int Many = 1000;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _answered = new(StringComparer.Ordinal);

    /// <summary>Whether it was answered, or is about to be.</summary>
    public bool Contains(string requestId) => _answered.ContainsKey(requestId);

    /// <summary>Takes a message to be answered; false when another has.</summary>
    public bool TryAdd(string requestId)
    {
        var now = time.GetUtcNow();
        if (_answered.Count >= Many)
        {
            foreach (var old in _answered.Where(a => a.Value < now - KeptFor).ToList())
                _answered.TryRemove(old);
        }

        return _answered.TryAdd(requestId, now);
    }

    /// <summary>It could not be answered after all.</summary>
    public void Remove(string requestId) => _answered.TryRemove(requestId, out _);
}
