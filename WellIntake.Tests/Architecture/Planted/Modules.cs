using Npgsql;
using WellIntake.Modules.Digest;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Digest
{
    /// <summary>Stands for a module's inside.</summary>
    internal sealed class PlantedHandler
    {
        public static Task<int> CountAsync() => Task.FromResult(1);
    }

    internal sealed class PlantedConnectorCaller
    {
        public static string Path(string conversation) => $"/v3/conversations/{conversation}/activities";
    }

    internal static class PlantedConnectorPath
    {
        public const string Members = "/v3/conversations/{0}/members";
    }

    internal sealed class PlantedSqlInAModule
    {
        public static string Sql(NpgsqlCommand command) => command.CommandText;
    }

    internal sealed class PlantedMailInAModule
    {
        public static string Subject(MimeKit.MimeMessage message) => message.Subject ?? string.Empty;
    }

    internal sealed class PlantedQueueInAModule
    {
        public static string Name(IJobQueue queue) => queue.Name;
    }

    /// <summary>Public, and does the work.</summary>
    public sealed class PlantedPublicWorker
    {
        private int _done;

        /// <summary>Works.</summary>
        public int Work() => ++_done;
    }

    /// <summary>Neither sealed nor anybody's parent.</summary>
    public class PlantedOpenClass
    {
        /// <summary>Some value.</summary>
        public int Value { get; init; }
    }
}

namespace WellIntake.Modules.Nlp
{
    /// <summary>Names the other module as a generic argument only.</summary>
    internal sealed class PlantedCuriousQuery
    {
        public static object Make() => new List<PlantedHandler>();
    }
}
