namespace WellIntake.Tests.Architecture;

/// <summary>One rule of the house: whom it is about, and what each of them does against it.</summary>
/// <param name="Says">The rule in words.</param>
/// <param name="Concerns">Whom it is about.</param>
/// <param name="Violations">What a type does against it; empty when it keeps it.</param>
internal sealed record Rule(string Says, Func<Type, bool> Concerns, Func<Type, IEnumerable<string>> Violations)
{
    /// <summary>A rule about what a type may name.</summary>
    public static Rule OfNames(string says, Func<Type, bool> concerns, Func<Type, Type, bool> forbidden) =>
        new(says, concerns, type => TypeDependencies.Of(type).Types.Where(named => forbidden(type, named)).Select(named => $"names {named.FullName}"));

    /// <summary>
    /// Fails when a planted violation is not caught, when the rule is about nobody, and when somebody breaks it.
    /// </summary>
    public void Holds(params Type[] planted)
    {
        Assert.IsNotEmpty(planted, "A rule without a planted violation proves nothing.");
        foreach (var type in planted)
        {
            Assert.IsTrue(Concerns(type), $"The rule \"{Says}\" is blind: it is not about the planted {type.FullName}.");
            Assert.IsNotEmpty(Violations(type), $"The rule \"{Says}\" is blind: it did not catch the planted {type.FullName}.");
        }

        var concerned = House.Types.Where(Concerns).ToList();
        Assert.IsNotEmpty(concerned, $"The rule \"{Says}\" is about no type at all: has a namespace been renamed?");

        var broken = concerned.SelectMany(type => Violations(type).Select(what => $"  {type.FullName} {what}")).Order(StringComparer.Ordinal).ToList();
        Assert.IsEmpty(broken, $"{Says}{Environment.NewLine}{string.Join(Environment.NewLine, broken)}{Environment.NewLine}");
    }
}
