namespace WellIntake.ServiceBus.Amqp;

/// <content>Time: heartbeats to the peer, the peer's silence, writes that do not end, answers that do not come.</content>
internal sealed partial class AmqpConnection
{
    private static readonly TimeSpan ShortestTick = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _remoteIdle;
    private ITimer? _timer;
    private long _lastReceived;
    private long _lastSent;

    private TimeSpan TickPeriod
    {
        get
        {
            var shortest = TimeSpan.FromTicks(Math.Min(Options.IdleTimeout.Ticks, Options.OperationTimeout.Ticks)) / 8;
            if (_remoteIdle > TimeSpan.Zero && _remoteIdle / 4 < shortest)
                shortest = _remoteIdle / 4;
            return shortest < ShortestTick ? ShortestTick : shortest > LongestTick ? LongestTick : shortest;
        }
    }

    private void Tick()
    {
        lock (Gate)
        {
            if (_state == State.Over)
                return;
            var time = Options.TimeProvider;
            var now = time.GetTimestamp();
            if (time.GetElapsedTime(_lastReceived, now) >= Options.IdleTimeout)
            {
                Fault(new AmqpException(AmqpScope.Connection, AmqpConditions.ConnectionForced, $"The broker has been silent for {Options.IdleTimeout}"));
                return;
            }

            // First what waits runs into its own time-out; a peer that goes on not reading is as good as gone.
            if (_writingSince != 0 && time.GetElapsedTime(_writingSince, now) >= 2 * Options.OperationTimeout)
            {
                Fault(new AmqpException(AmqpScope.Connection, AmqpConditions.ConnectionForced, $"The broker has not read for {2 * Options.OperationTimeout}"));
                return;
            }

            foreach (var session in _sessions)
                session?.ExpireBefore(now);

            // Half of the peer's patience is left for the way; a tick is at most a quarter of it.
            if (_remoteIdle > TimeSpan.Zero && _output.Length == 0 && time.GetElapsedTime(_lastSent, now) >= _remoteIdle / 4)
            {
                AmqpFrame.WriteEmpty(_output);
                Wake();
            }
        }
    }
}
