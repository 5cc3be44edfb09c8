namespace WellIntake.ServiceBus.Amqp;

/// <summary>Timestamps: milliseconds since 1970 UTC (amqp-core 1.6.17).</summary>
internal static class AmqpTime
{
    private static readonly long Earliest = ToMilliseconds(DateTime.MinValue);

    private static readonly long Latest = ToMilliseconds(DateTime.MaxValue);

    public static long ToMilliseconds(DateTime value)
    {
        var utc = value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value;
        return (long)Math.Floor((utc.Ticks - DateTime.UnixEpoch.Ticks) / (decimal)TimeSpan.TicksPerMillisecond);
    }

    /// <summary>In UTC; before the year 1 or after 9999 the nearest that .NET has. Service Bus says "never" so.</summary>
    public static DateTime FromMilliseconds(long milliseconds) =>
        milliseconds >= Latest ? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc)
        : milliseconds <= Earliest ? DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc)
        : new DateTime(DateTime.UnixEpoch.Ticks + (milliseconds * TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
}
