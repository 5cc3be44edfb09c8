using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using WellIntake.Modules.Platform.Queueing;
using Planted = WellIntake.Tests.Architecture.PlantedViolations;

namespace WellIntake.Tests.Architecture;

/// <summary>The rules of docs/architecture.md, "Who may know whom": one test a rule.</summary>
[TestClass]
public sealed class WhoMayKnowWhomTests
{
    private static readonly string[] Providers = ["Microsoft.Data.Sqlite", "Microsoft.EntityFrameworkCore.Sqlite", "Npgsql"];

    private static readonly string[] MayNameProviders =
    [
        House.Platform + ".Persistence.Sqlite",
        House.Platform + ".Persistence.Postgres",
        House.Queueing + ".Postgres",
        House.Queueing + ".InMemory.Journal",
    ];

    // Between them they read the one setting that says which provider it is, and hand over to that provider's folder.
    private static readonly string[] ChooseTheProvider =
        [House.Platform + ".Persistence.PersistenceRegistration", House.Platform + ".Persistence.DatabaseUrl"];

    // Other than these, a module's jobs say nothing about queues. They are the words that stand in a job's own declaration.
    private static readonly Type[] QueueWordsForModules = [typeof(QueueNames), typeof(JobPriority), typeof(DeadLetterReasons)];

    [TestMethod]
    public void Rule1_PlatformAndModules_NameNoModuleButItsContracts()
    {
        Rule.OfNames(
            "Platform never names a module.",
            type => House.IsIn(type, House.Platform),
            (_, named) => House.ModuleOf(named) is not null)
            .Holds(Planted.PlatformNamesAModule, Planted.PlatformNamesAModuleInAsyncCode);

        Rule.OfNames(
            "A module names another only by its Contracts.",
            type => House.ModuleOf(type) is not null,
            (type, named) => House.ModuleOf(named) is { } other && other != House.ModuleOf(type)
                && !House.IsIn(named, $"{House.Modules}.{other}.Contracts"))
            .Holds(Planted.ModuleNamesAnother);
    }

    [TestMethod]
    public void Rule2_QueueingCoreAndBackends_NameOnlyTheCore()
    {
        // The registration picks a backend by configuration: the one switch arm that a new backend adds.
        Rule.OfNames(
            "The core of Queueing names nothing else of ours.",
            type => House.NamespaceOf(type) == House.Queueing && !House.IsRegistration(type),
            (_, named) => (House.IsOurs(named) && House.NamespaceOf(named) != House.Queueing) || IsForeignToQueueing(named))
            .Holds(Planted.QueueingCoreNamesJobs, Planted.QueueingCoreNamesAProvider);

        Rule.OfNames(
            "A queue backend names only itself and the core.",
            type => BackendOf(type) is not null,
            (type, named) => House.IsOurs(named) && House.NamespaceOf(named) != House.Queueing && BackendOf(named) != BackendOf(type))
            .Holds(Planted.BackendNamesAnother, Planted.BackendNamesTeams);
    }

    [TestMethod]
    public void Rule3_ForeignWords_StandInOnePlaceEach()
    {
        Rule.OfNames(
            "Only Queueing.ServiceBus says Azure.Messaging.",
            type => !House.IsIn(type, House.Queueing + ".ServiceBus"),
            (_, named) => House.IsIn(named, "Azure.Messaging"))
            .Holds(Planted.JobsNamesServiceBus);

        new Rule(
            "Only Teams.Connector, and the local chat page which serves it, speak the Bot Connector protocol.",
            type => !House.IsInAny(type, [House.Platform + ".Teams.Connector", House.Host + ".Chat"]),
            type => TypeDependencies.Of(type).Strings
                .Where(text => text.Contains("v3/conversations", StringComparison.OrdinalIgnoreCase))
                .Select(text => $"says \"{text}\""))
            .Holds(Planted.ModuleSpeaksBotConnector, Planted.ModuleDeclaresABotConnectorPath);

        Rule.OfNames(
            "Only Platform.Mail names the mail library.",
            type => !House.IsIn(type, House.Platform + ".Mail"),
            (_, named) => House.IsInAny(named, ["MailKit", "MimeKit"]))
            .Holds(Planted.ModuleNamesTheMailLibrary);

        Rule.OfNames(
            "Only Persistence.Sqlite and .Postgres, Queueing.Postgres and the journal name a database provider.",
            type => !House.IsInAny(type, MayNameProviders) && !ChooseTheProvider.Contains(type.FullName),
            (_, named) => House.IsInAny(named, Providers))
            .Holds(Planted.ModuleNamesAProvider);
    }

    [TestMethod]
    public void Rule4_Modules_SeeNoQueue() =>
        Rule.OfNames(
            "Modules send and handle typed jobs through Jobs; none sees a queue.",
            type => House.ModuleOf(type) is not null,
            (_, named) => House.IsIn(named, House.Queueing) && !QueueWordsForModules.Contains(named))
            .Holds(Planted.ModuleSeesAQueue);

    [TestMethod]
    public void Rule5_Host_NamesDoorsAndContractsOnly()
    {
        Rule.OfNames(
            "Host calls registration extensions and endpoints, no internals.",
            type => House.IsIn(type, House.Host),
            (_, named) => House.IsIn(named, House.Modules) && !HostMayName(named))
            .Holds(Planted.HostNamesAnInternal, Planted.HostNamesABackend);

        // Internals are shown to the tests and the benchmarks; were they shown to the host, the compiler would not help.
        var friends = House.ModulesAssembly.GetCustomAttributes<InternalsVisibleToAttribute>().Select(friend => friend.AssemblyName).Order(StringComparer.Ordinal);
        CollectionAssert.AreEqual(new[] { "WellIntake.Benchmarks", "WellIntake.Tests" }, friends.ToArray());
    }

    [TestMethod]
    public void Rule6_Types_AreInternalSealedUnlessTheyAreContracts()
    {
        new Rule(
            "Public is a contract, an extension or an option.",
            type => House.IsIn(type, House.Modules),
            type => OpenParts(type).Where(part => !PublicTypes.IsContract(part)).Select(part => $"({part.Name}) is public and does work"))
            .Holds(Planted.PublicTypeThatDoesWork);

        new Rule(
            "A class is sealed, unless another stands on it.",
            type => type is { IsClass: true, IsAbstract: false } && House.IsInAny(type, [House.Modules, House.Host]) && !IsMadeByCompiler(type),
            type => type.IsSealed || HasHeirs(type) ? [] : ["is not sealed"])
            .Holds(Planted.ClassLeftOpen);
    }

    private static IEnumerable<Type> OpenParts(Type type)
    {
        if (type is { IsNested: false, IsPublic: false } or { IsNested: true, IsNestedPublic: false })
            return [];
        return type.GetNestedTypes(BindingFlags.Public).SelectMany(OpenParts).Prepend(type);
    }

    /// <summary>The entry point, and what a Razor file becomes: nobody can write sealed there.</summary>
    private static bool IsMadeByCompiler(Type type) => type.Namespace is null || typeof(IComponent).IsAssignableFrom(type);

    private static bool HasHeirs(Type type) => type.Assembly.GetTypes().Any(other => IsHeir(other, type));

    private static bool IsHeir(Type heir, Type type) =>
        heir.BaseType is { } parent && (parent == type || (parent.IsGenericType && parent.GetGenericTypeDefinition() == type));

    private static string? BackendOf(Type type) =>
        House.IsIn(type, House.Queueing) && House.NamespaceOf(type) != House.Queueing
            ? House.NamespaceOf(type)[(House.Queueing.Length + 1)..].Split('.')[0]
            : null;

    /// <summary>The core stands on the framework and its abstractions: ADO.NET's, but no provider and no ORM.</summary>
    private static bool IsForeignToQueueing(Type named) =>
        !House.IsOurs(named)
        && (House.IsInAny(named, [.. Providers, "Microsoft.EntityFrameworkCore", "Azure"])
            || !House.IsInAny(named, ["System", "Microsoft.Extensions", "Microsoft.CodeAnalysis"]));

    /// <summary>
    /// Of a module: its door, and what it shows as contracts. Of a backend, a provider and the connector: the registration
    /// and the options. Of the rest of the platform: whatever is public, which rule 6 keeps to contracts.
    /// </summary>
    private static bool HostMayName(Type named)
    {
        if (!named.IsVisible)
            return false;
        if (House.ModuleOf(named) is not null)
            return PublicTypes.IsContract(named);
        if (BackendOf(named) is not null || House.IsInAny(named, [.. MayNameProviders, House.Platform + ".Teams.Connector"]))
            return House.IsRegistration(named) || PublicTypes.IsOptions(named) || PublicTypes.IsExtension(named);
        return true;
    }
}
