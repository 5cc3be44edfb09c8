using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace WellIntake.Tests.ServiceBus;

/// <summary>
/// What an assembly offers, one line a member: <c>type | member</c>. A member is what a caller sees of it: kind, modifiers, types,
/// parameters' names and defaults, enum values, and what a property of a fresh options object is.
/// </summary>
internal static class ApiListing
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Assembly assembly)
        => assembly.GetExportedTypes()
            .Where(type => type.Namespace!.StartsWith("Azure.Messaging.ServiceBus", StringComparison.Ordinal))
            .SelectMany(Of)
            .Order(StringComparer.Ordinal);

    public static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Name(value) + "?";
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (type.IsByRef)
            return "ref " + Name(type.GetElementType()!);
        var name = type.IsNested && !type.IsGenericParameter ? $"{type.DeclaringType!.Name}.{type.Name}" : type.Name;
        return type.IsGenericType ? $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(",", type.GetGenericArguments().Select(Name))}>" : name;
    }

    private static IEnumerable<string> Of(Type type)
    {
        yield return $"{Name(type)} | {Kind(type)}";
        if (type.IsEnum)
        {
            foreach (var name in Enum.GetNames(type))
                yield return string.Create(CultureInfo.InvariantCulture, $"{Name(type)} | value {name}={Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
            yield break;
        }
        foreach (var member in type.GetMembers(Declared).Where(IsOffered).Select(Describe).Concat(Defaults(type)))
            yield return $"{Name(type)} | {member}";
    }

    private static string Kind(Type type)
    {
        var kind = type.IsEnum ? "enum" : type.IsValueType ? "struct" : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
        // Those of the base and of other interfaces follow by themselves; those that are not public are nobody's business.
        var interfaces = type.IsEnum ? [] : type.GetInterfaces().Where(one => one.IsVisible && type.BaseType?.GetInterfaces().Contains(one) != true);
        var above = new[] { type.BaseType }.OfType<Type>().Where(one => one != typeof(object) && one != typeof(ValueType) && one != typeof(Enum)).Concat(interfaces).Select(Name);
        return $"{kind} of {type.Namespace} : {string.Join(", ", above.Order(StringComparer.Ordinal))}";
    }

    private static bool IsOffered(MemberInfo member) => member switch
    {
        // Records and the compiler add some that nobody calls by name; overrides of object's are everybody's.
        MethodInfo method => IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) && method.GetBaseDefinition().DeclaringType != typeof(object),
        ConstructorInfo constructor => IsVisible(constructor),
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        FieldInfo field => field.IsPublic || field.IsFamily,
        EventInfo => true,
        _ => false,
    };

    private static string Describe(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"{Access(constructor)}new({Parameters(constructor)})",
        MethodInfo method => $"{Access(method)}{method.Name}({Parameters(method)}) -> {Name(method.ReturnType)}",
        PropertyInfo property => $"{Access(property.GetAccessors(nonPublic: true).First(IsVisible))}{property.Name} {{{Accessor(property.GetMethod, " get")}{Accessor(property.SetMethod, " set")} }} -> {Name(property.PropertyType)}",
        FieldInfo field => $"field {field.Name} -> {Name(field.FieldType)}",
        _ => $"event {member.Name}",
    };

    private static string Accessor(MethodInfo? method, string name)
        => method is null || !IsVisible(method) ? "" : method.IsFamily ? " protected" + name
            : method.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init" : name;

    private static string Access(MethodBase method) => (method.IsFamily ? "protected " : "") + (method.IsStatic ? "static " : "") + (method is { IsVirtual: true, IsFinal: false } ? "virtual " : "");

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? " = " + Text(parameter.DefaultValue) : "")}"));

    // What fresh options, and a fresh message, have.
    private static IEnumerable<string> Defaults(Type type)
    {
        if (!type.Name.EndsWith("Options", StringComparison.Ordinal) && type.Name != "ServiceBusMessage" || Fresh(type) is not { } fresh)
            return [];
        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(property => property.SetMethod is { IsPublic: true } && property.GetMethod is { IsPublic: true })
            .Select(property => (property, value: property.GetValue(fresh)))
            .Where(pair => pair.value is null or string or IFormattable || pair.property.PropertyType.IsValueType)
            .Select(pair => $"default {pair.property.Name} = {Text(pair.value)}");
    }

    private static object? Fresh(Type type)
    {
        var constructor = type.GetConstructors().OrderBy(one => one.GetParameters().Length).FirstOrDefault(one => one.GetParameters().All(parameter => parameter.ParameterType == typeof(string)));
        return constructor?.Invoke([.. constructor.GetParameters().Select(parameter => (object)parameter.Name!)]);
    }

    private static string Text(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
