using System.Collections.Frozen;
using System.Reflection;

namespace WellIntake.Modules.Platform.Jobs;

/// <summary>Every type of job, by wire name and by CLR type. Built once at start from <see cref="JobTypeAttribute"/>.</summary>
internal sealed class JobTypes
{
    private readonly FrozenDictionary<string, JobType> _byWireName;
    private readonly FrozenDictionary<Type, JobType> _byType;

    /// <exception cref="InvalidOperationException">Two types share a wire name.</exception>
    public JobTypes(IEnumerable<Type> types)
    {
        // Looking at every type's attributes would take longer than all else that is registered.
        var all = types
            .Where(t => t.IsSubclassOf(typeof(JobMessage)))
            .Select(t => (Type: t, Declared: t.GetCustomAttribute<JobTypeAttribute>()))
            .Where(t => t.Declared is not null)
            .Select(t => JobType.Create(t.Type, t.Declared!))
            .ToList();
        if (all.GroupBy(t => t.WireName, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidOperationException($"Job types {string.Join(" and ", twice.Select(t => t.ClrType.Name))} share the wire name '{twice.Key}'.");
        _byWireName = all.ToFrozenDictionary(t => t.WireName, StringComparer.Ordinal);
        _byType = all.ToFrozenDictionary(t => t.ClrType);
    }

    public IReadOnlyCollection<JobType> All => _byType.Values;

    public JobType? Find(string wireName) => _byWireName.GetValueOrDefault(wireName);

    /// <exception cref="InvalidOperationException">The type has no <see cref="JobTypeAttribute"/>.</exception>
    public JobType Of(Type type) => _byType.GetValueOrDefault(type)
        ?? throw new InvalidOperationException($"{type.Name} has no [JobType]: it cannot be sent.");
}
