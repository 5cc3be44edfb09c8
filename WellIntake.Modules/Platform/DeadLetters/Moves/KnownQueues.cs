using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.DeadLetters.Moves;

/// <summary>The configured queues, by the one spelling that rows have.</summary>
internal sealed class KnownQueues(IJobQueues queues)
{
    public IReadOnlyList<string> Names => queues.Names;

    /// <summary>The name as it is spelled; opens nothing.</summary>
    /// <exception cref="DeadLetterException">There is no such queue.</exception>
    public string Name(string name) => queues.Names.FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new DeadLetterException($"No queue of that name is configured. There are: {string.Join(", ", queues.Names)}.");

    /// <exception cref="DeadLetterException">There is no such queue.</exception>
    public (string Name, IJobQueue Queue) Get(string name)
    {
        var known = Name(name);
        return (known, queues.Get(known));
    }
}
