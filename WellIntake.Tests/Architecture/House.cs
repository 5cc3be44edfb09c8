using System.Reflection;
using System.Runtime.CompilerServices;
using WellIntake.Modules.Platform;

namespace WellIntake.Tests.Architecture;

/// <summary>The types of the program, and where each stands.</summary>
internal static class House
{
    public const string Modules = "WellIntake.Modules";
    public const string Platform = "WellIntake.Modules.Platform";
    public const string Queueing = "WellIntake.Modules.Platform.Queueing";
    public const string Host = "WellIntake.Host";

    public static Assembly ModulesAssembly { get; } = typeof(IModule).Assembly;

    public static Assembly HostAssembly { get; } = Assembly.Load("WellIntake.Host");

    /// <summary>Outermost types of the two projects. What generators put into namespaces of their own is left out.</summary>
    public static IReadOnlyList<Type> Types { get; } =
        [.. ModulesAssembly.GetTypes().Concat(HostAssembly.GetTypes()).Where(type => !type.IsNested && IsOurs(type) && !IsGenerated(type))];

    /// <summary>The namespace; that of the host for its entry point, which has none.</summary>
    public static string NamespaceOf(Type type) =>
        type.Namespace ?? (type.Assembly == HostAssembly ? Host : string.Empty);

    public static bool IsIn(Type type, string area)
    {
        var name = NamespaceOf(type);
        return name.StartsWith(area, StringComparison.Ordinal) && (name.Length == area.Length || name[area.Length] == '.');
    }

    public static bool IsInAny(Type type, IEnumerable<string> areas) => areas.Any(area => IsIn(type, area));

    public static bool IsOurs(Type type) => IsIn(type, "WellIntake");

    /// <summary>The module a type belongs to, such as <c>Digest</c>; null in the platform, the host and elsewhere.</summary>
    public static string? ModuleOf(Type type)
    {
        if (!IsIn(type, Modules) || IsIn(type, Platform) || NamespaceOf(type) == Modules)
            return null;
        return NamespaceOf(type)[(Modules.Length + 1)..].Split('.')[0];
    }

    /// <summary>A room's registration extension: it composes, so it may name what nobody else may.</summary>
    public static bool IsRegistration(Type type) =>
        IsStatic(type) && type.Name.EndsWith("Registration", StringComparison.Ordinal);

    public static bool IsStatic(Type type) => type is { IsAbstract: true, IsSealed: true };

    /// <summary>Records are told by members that only the compiler can give a type.</summary>
    public static bool IsRecord(Type type) =>
        type.GetMethod("<Clone>$") is not null
        || (type.IsValueType && type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null);

    private static bool IsGenerated(Type type) =>
        type.Name.Contains('<', StringComparison.Ordinal) || type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
}
