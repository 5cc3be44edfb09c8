using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Tests.Platform.Teams.Bot;

/// <summary>The program's queues, which refuse every job while a test says so.</summary>
internal sealed class RefusingQueues : IJobQueues
{
    private IJobQueues? _inner;

    public bool Refuses { get; set; }

    public IReadOnlyList<string> Names => _inner!.Names;

    public RefusingQueues Over(IJobQueues inner)
    {
        _inner = inner;
        return this;
    }

    public IJobQueue Get(string name) => Refuses ? throw new JobQueueUnavailableException("The queue is closed on purpose.") : _inner!.Get(name);

    public ValueTask DisposeAsync() => _inner!.DisposeAsync();
}
