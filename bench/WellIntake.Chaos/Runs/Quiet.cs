using System.Data.Common;
using System.Diagnostics;
using WellIntake.Chaos.Counting;

namespace WellIntake.Chaos.Runs;

/// <summary>Waits for the end of work.</summary>
internal static class Quiet
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>Returns how long it took until no request was unfinished and no job waited, or null when that did not happen within the limit.</summary>
    public static async Task<TimeSpan?> WaitAsync(StoredPlace place, TimeSpan limit, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < limit)
        {
            try
            {
                if ((await StoredState.ReadAsync(place, withEvents: false, ct)).Unfinished == 0)
                    return watch.Elapsed;
            }
            catch (DbException)
            {
                // Not there yet, or away on purpose.
            }

            await Task.Delay(LookEvery, TimeProvider.System, ct);
        }

        return null;
    }
}
