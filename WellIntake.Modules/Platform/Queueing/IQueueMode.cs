namespace WellIntake.Modules.Platform.Queueing;

/// <summary>Where accepted jobs go now (QUE-9). Said by health and in the log.</summary>
public interface IQueueMode
{
    /// <summary>
    /// <c>channels</c>: the queues of this process. <c>service_bus</c>: the broker, as far as this process has seen.
    /// <c>outbox</c>: the broker is away; accepted jobs wait in the database. <c>outbox_local</c>: the same, and this process
    /// works on them meanwhile.
    /// </summary>
    string Current { get; }

    /// <summary>True while the broker is away, so that jobs wait in the outbox.</summary>
    bool BrokerIsAway { get; }

    /// <summary>Whether this process works on jobs of the outbox while the broker is away. Set by who starts the workers.</summary>
    bool WorksLocally { get; set; }

    /// <summary>Says what was seen of the broker last.</summary>
    /// <param name="problem">One line that says why it cannot be used; null when it answers.</param>
    void Saw(string? problem);
}
