using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.DeadLetters.Moves;

/// <summary>
/// Leases on certain dead letters. A queue hands them out in its own order, so the others on the way are leased too, and
/// given back with the rest that is not settled when this is disposed.
/// </summary>
internal sealed class LeasedDeadLetters : IAsyncDisposable
{
    private const int Batch = 50;

    // Long enough for a broker to answer; a queue in this process answers at once when it has any.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly List<IJobLease> _all = [];
    private readonly Dictionary<DeadLetterKey, IJobLease> _found = [];

    /// <summary>Leases those that are free. What somebody else has in hand is not found.</summary>
    public static async Task<LeasedDeadLetters> TakeAsync(string name, IJobQueue queue, IEnumerable<DeadLetterKey> keys, CancellationToken ct)
    {
        var wanted = keys.ToHashSet();
        var taken = new LeasedDeadLetters();
        try
        {
            var seen = new HashSet<DeadLetterKey>();
            while (taken._found.Count < wanted.Count)
            {
                var leases = await queue.DeadLetters.ReceiveAsync(Batch, Patience, ct);
                taken._all.AddRange(leases);
                var comesAgain = false;
                foreach (var lease in leases)
                {
                    var key = DeadLetterKey.Of(name, lease.Job);
                    // Its first lease has expired: all have been seen.
                    comesAgain |= !seen.Add(key);
                    if (wanted.Contains(key))
                        taken._found[key] = lease;
                }

                if (leases.Count == 0 || comesAgain)
                    break;
            }

            return taken;
        }
        catch
        {
            await taken.DisposeAsync();
            throw;
        }
    }

    /// <summary>Null when it is gone, or in somebody else's hands.</summary>
    public IJobLease? Find(DeadLetterKey key) => _found.GetValueOrDefault(key);

    public async ValueTask DisposeAsync()
    {
        foreach (var lease in _all)
            await lease.DisposeAsync();
    }
}
