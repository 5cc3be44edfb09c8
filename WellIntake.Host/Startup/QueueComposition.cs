using Microsoft.Extensions.DependencyInjection.Extensions;
using WellIntake.Host.Settings;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.InMemory;
using WellIntake.Modules.Platform.Queueing.InMemory.Journal;
using WellIntake.Modules.Platform.Queueing.ServiceBus;

namespace WellIntake.Host.Startup;

/// <summary>Chooses the queue backend and where its journal is kept.</summary>
internal static class QueueComposition
{
    private const string JournalFile = "journal.db";

    /// <summary>
    /// With SQLite the journal is in the database of the request rows, so that both share a commit; with PostgreSQL it is
    /// a file of its own in the data folder, and jobs come to it through the outbox.
    /// </summary>
    /// <returns>Whether they share a database.</returns>
    /// <exception cref="SettingException">The role needs a database that processes share.</exception>
    public static bool AddQueues(this IServiceCollection services, IConfiguration configuration, Roles? roles = null)
    {
        if (roles is { ServiceBus: true })
        {
            services.AddServiceBus(configuration, roles);
            return false;
        }

        // PostgreSQL brings the group commit of the request rows with it; SQLite's is the journal's own.
        var ofRows = services.LastOrDefault(s => s.ServiceType == typeof(IGroupCommit));
        services.AddInMemoryQueueing(configuration);
        if (ofRows is null)
        {
            services.AddOptions<JournalOptions>().Configure<IDatabaseProvider>((o, database) => o.ConnectionString = database.ConnectionString);
            return configuration.GetValue("WellIntake:Queueing:Journal", defaultValue: true);
        }

        services.RemoveAll<IGroupCommit>();
        services.Add(ofRows);
        services.AddOptions<JournalOptions>().Configure(o => o.ConnectionString = $"Data Source={JournalPath(configuration)}");
        return false;
    }

    /// <summary>Registers <see cref="IQueueEntities"/> alone, for commands that look after the broker.</summary>
    /// <exception cref="SettingException">No broker is configured.</exception>
    public static void AddQueueEntities(this IServiceCollection services, IConfiguration configuration)
    {
        var broker = configuration.GetSection("WellIntake:Queueing:ServiceBus");
        if (string.IsNullOrWhiteSpace(broker["ConnectionString"]) && string.IsNullOrWhiteSpace(broker["FullyQualifiedNamespace"]))
            throw new SettingException("AZURE_SERVICE_BUS_CONNECTION_STRING", "is not set, and SERVICEBUS_FULLY_QUALIFIED_NAMESPACE neither: there is no namespace to look after.");
        services.AddServiceBusEntities(configuration);
    }

    // The outbox, and bodies that are too large for the broker, are in the database of the request rows.
    private static void AddServiceBus(this IServiceCollection services, IConfiguration configuration, Roles roles)
    {
        if (services.All(s => s.ServiceType != typeof(IGroupCommit)))
        {
            if (roles.Name != "all")
                throw new SettingException("ROLE", $"'{roles.Name}' alone needs a database that processes share: SQLite is one process's own. Set DATABASE_URL to PostgreSQL, or use ROLE=all.");
            services.AddSqliteGroupCommit(configuration);
            services.AddOptions<JournalOptions>().Configure<IDatabaseProvider>((o, database) => o.ConnectionString = database.ConnectionString);
        }

        services.AddSingleton<IBrokerCircuit, BrokerCircuit>();
        services.AddServiceBusQueueing(configuration);
    }

    private static string JournalPath(IConfiguration configuration)
    {
        var folder = DataFolder.Of(configuration);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Path.Combine(folder, JournalFile);
    }
}
