using WellIntake.Modules.Digest;
using WellIntake.Modules.Nlp;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.Postgres;

namespace WellIntake.Tests.Architecture;

/// <summary>Each breaks one rule, in a namespace like the real one's: what a rule must catch to be believed.</summary>
internal static class PlantedViolations
{
    public static readonly Type PlatformNamesAModule = typeof(PlantedPlatformType);
    public static readonly Type PlatformNamesAModuleInAsyncCode = typeof(PlantedPlatformAsyncType);
    public static readonly Type ModuleNamesAnother = typeof(PlantedCuriousQuery);
    public static readonly Type QueueingCoreNamesJobs = typeof(PlantedCoreThatKnowsJobs);
    public static readonly Type QueueingCoreNamesAProvider = typeof(PlantedCoreThatKnowsAProvider);
    public static readonly Type BackendNamesAnother = typeof(PlantedBackendThatKnowsAnother);
    public static readonly Type BackendNamesTeams = typeof(PlantedBackendThatKnowsTeams);
    public static readonly Type JobsNamesServiceBus = typeof(PlantedServiceBusUser);
    public static readonly Type ModuleSpeaksBotConnector = typeof(PlantedConnectorCaller);
    public static readonly Type ModuleDeclaresABotConnectorPath = typeof(PlantedConnectorPath);
    public static readonly Type ModuleNamesAProvider = typeof(PlantedSqlInAModule);
    public static readonly Type ModuleNamesTheMailLibrary = typeof(PlantedMailInAModule);
    public static readonly Type ModuleSeesAQueue = typeof(PlantedQueueInAModule);
    public static readonly Type HostNamesAnInternal = typeof(Host.PlantedReachesInside);
    public static readonly Type HostNamesABackend = typeof(Host.PlantedReachesABackend);
    public static readonly Type PublicTypeThatDoesWork = typeof(PlantedPublicWorker);
    public static readonly Type ClassLeftOpen = typeof(PlantedOpenClass);
}
