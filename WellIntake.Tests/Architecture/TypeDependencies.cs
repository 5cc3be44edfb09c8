using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;

namespace WellIntake.Tests.Architecture;

/// <summary>
/// What a type names: in its declaration, its signatures, its attributes and its code. Types nested in it count as it,
/// so that async state machines and closures, which the compiler nests, are read as the method they came from.
/// Constants and enum values leave no trace in compiled code beyond a signature, and are not seen.
/// </summary>
internal sealed class TypeDependencies
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly ConcurrentDictionary<Type, TypeDependencies> Read = new();

    private readonly Type _outer;
    private readonly HashSet<Type> _types = [];
    private readonly HashSet<string> _strings = new(StringComparer.Ordinal);

    private TypeDependencies(Type outer)
    {
        _outer = outer;
        ReadType(outer);
    }

    /// <summary>Every other outermost type that it names, generic types as their definitions.</summary>
    public IReadOnlySet<Type> Types => _types;

    /// <summary>Every string literal in its code, and every string constant it declares.</summary>
    public IReadOnlySet<string> Strings => _strings;

    public static TypeDependencies Of(Type type) => Read.GetOrAdd(Outermost(type), outer => new TypeDependencies(outer));

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private void ReadType(Type type)
    {
        Add(type.BaseType);
        AddAll(type.GetInterfaces());
        AddAttributes(type);
        foreach (var parameter in type.GetGenericArguments())
            AddAll(parameter.GetGenericParameterConstraints());

        foreach (var field in type.GetFields(Declared))
        {
            Add(field.FieldType);
            AddAttributes(field);
            if (field.IsLiteral && field.GetRawConstantValue() is string constant)
                _strings.Add(constant);
        }

        foreach (var property in type.GetProperties(Declared))
        {
            Add(property.PropertyType);
            AddAttributes(property);
        }

        foreach (var method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
            ReadMethod(method);
        foreach (var nested in type.GetNestedTypes(Declared))
            ReadType(nested);
    }

    private void ReadMethod(MethodBase method)
    {
        AddAttributes(method);
        Add((method as MethodInfo)?.ReturnType);
        foreach (var parameter in method.GetParameters())
        {
            Add(parameter.ParameterType);
            foreach (var attribute in parameter.CustomAttributes)
                AddAttribute(attribute);
        }

        if (method.IsGenericMethodDefinition)
            AddAll(method.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints()));
        if (method.GetMethodBody() is not { } body)
            return;

        AddAll(body.LocalVariables.Select(local => local.LocalType));
        AddAll(body.ExceptionHandlingClauses
            .Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause)
            .Select(clause => clause.CatchType));
        if (body.GetILAsByteArray() is { } il)
            ReadCode(method, il);
    }

    private void ReadCode(MethodBase method, byte[] il)
    {
        var module = method.Module;
        var ofType = method.DeclaringType?.GetGenericArguments();
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        foreach (var (kind, token) in IlInstructions.Tokens(il))
        {
            if (kind == OperandType.InlineString)
                _strings.Add(module.ResolveString(token));
            else
                AddMember(module.ResolveMember(token, ofType, ofMethod));
        }
    }

    private void AddMember(MemberInfo? member)
    {
        if (member is Type type)
            Add(type);
        else
            Add(member?.DeclaringType);
        if (member is MethodInfo { IsGenericMethod: true } generic)
            AddAll(generic.GetGenericArguments());
    }

    private void AddAttributes(MemberInfo member)
    {
        foreach (var attribute in member.GetCustomAttributesData())
            AddAttribute(attribute);
    }

    private void AddAttribute(CustomAttributeData attribute)
    {
        Add(attribute.AttributeType);
        AddAll(attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(named => named.TypedValue))
            .Select(argument => argument.Value).OfType<Type>());
    }

    private void AddAll(IEnumerable<Type?> types)
    {
        foreach (var type in types)
            Add(type);
    }

    private void Add(Type? type)
    {
        if (type is null || type.IsGenericParameter)
            return;
        if (type.HasElementType)
        {
            Add(type.GetElementType());
            return;
        }

        if (type.IsGenericType)
            AddAll(type.GetGenericArguments());

        var outer = Outermost(type.IsGenericType ? type.GetGenericTypeDefinition() : type);
        if (outer != _outer)
            _types.Add(outer);
    }
}
