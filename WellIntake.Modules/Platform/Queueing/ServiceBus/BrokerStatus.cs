using Microsoft.Extensions.Logging;

namespace WellIntake.Modules.Platform.Queueing.ServiceBus;

/// <summary>Whether the broker answers, by what this process last saw of it.</summary>
internal sealed partial class BrokerStatus(ILogger logger) : IQueueMode
{
    private int _away;

    public string Current => BrokerIsAway ? WorksLocally ? "outbox_local" : "outbox" : "service_bus";

    public bool BrokerIsAway => Volatile.Read(ref _away) == 1;

    /// <summary>This process works on jobs of the outbox while the broker is away.</summary>
    public bool WorksLocally { get; set; }

    public void Answered() => Saw(problem: null);

    public void Saw(string? problem)
    {
        var before = Interlocked.Exchange(ref _away, problem is null ? 0 : 1);
        if (problem is null && before == 1)
            Log.Back(logger, Current);
        else if (problem is not null && before == 0)
            Log.Away(logger, Current, problem);
    }

    private static partial class Log
    {
        [LoggerMessage(5020, LogLevel.Warning, "The broker is away, queue_mode is {State}: accepted jobs wait in the database. {Problem}")]
        public static partial void Away(ILogger logger, string state, string problem);

        [LoggerMessage(5021, LogLevel.Information, "The broker answers again, queue_mode is {State}: jobs in the outbox are forwarded")]
        public static partial void Back(ILogger logger, string state);
    }
}
