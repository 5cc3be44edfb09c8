using WellIntake.Host.Settings;
using WellIntake.Modules.Digest;
using WellIntake.Modules.Platform;

namespace WellIntake.Host;

/// <summary>What a process loads, by <c>ROLE</c>: <c>all</c> (the default), <c>web</c>, or the name of a module.</summary>
internal sealed class Roles
{
    private static readonly IReadOnlyList<IModule> Modules = [new DigestModule()];

    private Roles(string name, bool web, IReadOnlyList<IModule> workers, bool serviceBus) =>
        (Name, Web, Workers, ServiceBus) = (name, web, workers, serviceBus);

    public string Name { get; }

    /// <summary>Webhook, chat page and APIs.</summary>
    public bool Web { get; }

    /// <summary>The modules whose jobs this process works on.</summary>
    public IReadOnlyList<IModule> Workers { get; }

    /// <summary>The queues are on Azure Service Bus, which other processes share.</summary>
    public bool ServiceBus { get; }

    /// <summary>Every module there is: the web role knows their commands.</summary>
    public static IReadOnlyList<IModule> AllModules => Modules;

    /// <summary>Reads the role and refuses what cannot work.</summary>
    /// <exception cref="SettingException">The role is unknown, or nothing is shared between the processes that it would need.</exception>
    public static Roles Read(IConfiguration configuration)
    {
        var name = configuration["WellIntake:Role"]?.Trim().ToLowerInvariant();
        var serviceBus = configuration["WellIntake:Queueing:UseServiceBus"];
        if (!bool.TryParse(serviceBus, out var useServiceBus) && !string.IsNullOrWhiteSpace(serviceBus))
            throw new SettingException("USE_SERVICE_BUS", "must be true or false.");
        var backend = configuration["WellIntake:Queueing:Backend"]?.Trim().ToLowerInvariant();
        if (useServiceBus && backend is not (null or ""))
            throw new SettingException("QUEUE_BACKEND", "goes with USE_SERVICE_BUS=false only: unset one of them.");
        if (backend is not (null or "" or "channels"))
            throw new SettingException("QUEUE_BACKEND", $"this version knows 'channels' only, not '{backend}'.");
        if (name is null or "" or "all")
            return new Roles("all", web: true, Modules, useServiceBus);
        var known = string.Join(", ", Modules.Select(m => m.Role));
        if (name != "web" && Modules.All(m => m.Role != name))
            throw new SettingException("ROLE", $"'{name}' is no role: use all, web, {known}.");
        if (useServiceBus)
            return new Roles(name, name == "web", [.. Modules.Where(m => m.Role == name)], useServiceBus);
        throw new SettingException(
            "ROLE", $"'{name}' alone cannot work with queues that live in one process (USE_SERVICE_BUS=false): nothing is shared with the other roles. Use ROLE=all, or Azure Service Bus with PostgreSQL.");
    }
}
