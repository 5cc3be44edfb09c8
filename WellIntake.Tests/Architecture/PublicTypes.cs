using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform;

namespace WellIntake.Tests.Architecture;

/// <summary>What a public type may be: something that others agree on, not something that does the work.</summary>
internal static class PublicTypes
{
    public static bool IsContract(Type type) =>
        type.IsInterface || type.IsEnum || House.IsRecord(type)
        || typeof(Exception).IsAssignableFrom(type)
        || typeof(Attribute).IsAssignableFrom(type)
        || typeof(Delegate).IsAssignableFrom(type)
        || typeof(DbContext).IsAssignableFrom(type)
        || IsOptions(type) || IsModule(type) || IsStateless(type) || ShowsAllItHolds(type)
        || NamespaceParts(type).Any(part => part is "Contracts" or "Cards" or "Entities");

    public static bool IsOptions(Type type) => type.IsSealed && type.Name.EndsWith("Options", StringComparison.Ordinal);

    public static bool IsModule(Type type) => typeof(IModule).IsAssignableFrom(type);

    public static bool IsExtension(Type type) => type.IsDefined(typeof(ExtensionAttribute), inherit: false);

    /// <summary>Extensions, constants and pure functions: a static class in which nothing can be changed.</summary>
    private static bool IsStateless(Type type) =>
        House.IsStatic(type)
        && type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static).All(field => field.IsLiteral || field.IsInitOnly);

    /// <summary>
    /// A record in all but the word, as serializers and options binders like it: whatever it holds, it shows. What does
    /// work holds something of its own, a service or a state.
    /// </summary>
    private static bool ShowsAllItHolds(Type type)
    {
        var holds = type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance);
        return type.IsClass && holds.Length > 0
            && holds.All(field => field.IsPublic || type.GetProperties().Any(property => field.Name == $"<{property.Name}>k__BackingField"));
    }

    private static string[] NamespaceParts(Type type) => House.NamespaceOf(type).Split('.');
}
