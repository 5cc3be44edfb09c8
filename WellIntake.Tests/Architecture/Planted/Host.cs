using WellIntake.Modules.Digest;
using WellIntake.Modules.Platform.Queueing.InMemory;

namespace WellIntake.Host;

internal sealed class PlantedReachesInside
{
    public static object Make() => new PlantedHandler();
}

internal sealed class PlantedReachesABackend
{
    public static object Make() => new PlantedBackend();
}
