using Azure.Messaging.ServiceBus;
using Microsoft.Data.Sqlite;
using WellIntake.Modules.Digest;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Queueing.InMemory;
using WellIntake.Modules.Platform.Teams;

namespace WellIntake.Modules.Platform.Jobs
{
    internal sealed class PlantedPlatformType
    {
        public PlantedHandler? Handler { get; init; }
    }

    /// <summary>Names the module only inside a closure inside an async method, where the compiler nests the code twice.</summary>
    internal sealed class PlantedPlatformAsyncType
    {
        public static async Task<int> SumAsync(int more)
        {
            Func<Task<int>> count = async () => more + await PlantedHandler.CountAsync();
            return await count();
        }
    }

    internal sealed class PlantedServiceBusUser
    {
        public static object Open() => new PlantedServiceBusClient();
    }
}

namespace WellIntake.Modules.Platform.Queueing
{
    internal sealed class PlantedCoreThatKnowsJobs
    {
        public static string Queue(JobContext context) => context.Queue;
    }

    internal sealed class PlantedCoreThatKnowsAProvider
    {
        public static string File(SqliteConnection connection) => connection.DataSource;
    }
}

namespace WellIntake.Modules.Platform.Queueing.InMemory
{
    internal sealed class PlantedBackend
    {
        public int Depth { get; init; }
    }
}

namespace WellIntake.Modules.Platform.Queueing.Postgres
{
    internal sealed class PlantedBackendThatKnowsAnother
    {
        public static int Depth(PlantedBackend other) => other.Depth;
    }

    internal sealed class PlantedBackendThatKnowsTeams
    {
        public ITeamsMessenger? Messenger { get; init; }
    }
}

namespace Azure.Messaging.ServiceBus
{
    /// <summary>Stands for the client, which not every build references.</summary>
    internal sealed class PlantedServiceBusClient;
}
