namespace Azure.Messaging.ServiceBus;

/// <summary>How often and how long an operation is tried when the failure is one that may pass.</summary>
public class ServiceBusRetryOptions
{
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestTry = TimeSpan.FromHours(1);
    private int _maxRetries = 3;
    private TimeSpan _delay = TimeSpan.FromSeconds(0.8);
    private TimeSpan _maxDelay = TimeSpan.FromMinutes(1);
    private TimeSpan _tryTimeout = TimeSpan.FromMinutes(1);

    /// <summary>How the delay grows. Exponential unless told otherwise.</summary>
    public ServiceBusRetryMode Mode { get; set; } = ServiceBusRetryMode.Exponential;

    /// <summary>Tries after the first, 0 to 100; 3 unless told otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or above 100.</exception>
    public int MaxRetries
    {
        get => _maxRetries;
        set => _maxRetries = Check.InRange(value, 0, 100, nameof(MaxRetries));
    }

    /// <summary>Delay before the first further try, 1 ms to 5 min; 0.8 s unless told otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside those bounds.</exception>
    public TimeSpan Delay
    {
        get => _delay;
        set => _delay = Check.InRange(value, ShortestDelay, LongestDelay, nameof(Delay));
    }

    /// <summary>Longest delay between tries; 1 min unless told otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan MaxDelay
    {
        get => _maxDelay;
        set => _maxDelay = Check.NotNegative(value, nameof(MaxDelay));
    }

    /// <summary>How long one try may take, at most 1 h; 1 min unless told otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than an hour.</exception>
    public TimeSpan TryTimeout
    {
        get => _tryTimeout;
        set => _tryTimeout = Check.InRange(value, TimeSpan.Zero, LongestTry, nameof(TryTimeout));
    }

    internal ServiceBusRetryOptions Clone() => (ServiceBusRetryOptions)MemberwiseClone();
}
