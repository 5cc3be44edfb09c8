using Microsoft.Extensions.DependencyInjection.Extensions;
using WellIntake.Host.Settings;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.InMemory;
using WellIntake.Modules.Platform.Queueing.InMemory.Journal;

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
    public static bool AddQueues(this IServiceCollection services, IConfiguration configuration)
    {
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
