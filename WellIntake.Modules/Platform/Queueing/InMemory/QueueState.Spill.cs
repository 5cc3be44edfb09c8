namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <content>What waits on disk because memory is full.</content>
internal sealed partial class QueueState
{
    private long _spilled;
    private long _deadOnDisk;

    partial void RefillIfLow();

    partial void FetchDelayed(long sequence);
}
