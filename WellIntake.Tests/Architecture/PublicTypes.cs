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
        || IsOptions(type) || IsModule(type) || IsStateless(type) || HoldsOnlyData(type)
        || NamespaceParts(type).Any(part => part is "Contracts" or "Cards" or "Entities");

    public static bool IsOptions(Type type) => type.IsSealed && type.Name.EndsWith("Options", StringComparison.Ordinal);

    public static bool IsModule(Type type) => typeof(IModule).IsAssignableFrom(type);

    public static bool IsExtension(Type type) => type.IsDefined(typeof(ExtensionAttribute), inherit: false);

    /// <summary>Extensions, constants and pure functions: a static class in which nothing can be changed.</summary>
    private static bool IsStateless(Type type) =>
        House.IsStatic(type)
        && type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static).All(field => field.IsLiteral || field.IsInitOnly);

    /// <summary>A class of properties and constructors: a record in all but the word, as serializers and options binders like it.</summary>
    private static bool HoldsOnlyData(Type type) =>
        !House.IsStatic(type)
        && type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .All(method => method.IsSpecialName || method.GetBaseDefinition().DeclaringType == typeof(object));

    private static string[] NamespaceParts(Type type) => House.NamespaceOf(type).Split('.');
}
