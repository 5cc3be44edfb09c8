namespace WellIntake.Modules.Platform.DeadLetters.Moves;

/// <summary>What is done with a dead letter, as the database spells it.</summary>
internal static class MoveKinds
{
    public const string Requeue = "requeue";
    public const string Purge = "purge";
    public const string Edit = "edit";
}

/// <summary>How far a move is, as the database spells it.</summary>
internal static class MoveStates
{
    /// <summary>Written down; whether the next step was taken is not known.</summary>
    public const string Begun = "begun";

    /// <summary>Sent again; the dead letter may still be in its queue.</summary>
    public const string Sent = "sent";

    /// <summary>The row is the dead letter.</summary>
    public const string Held = "held";

    /// <summary>Purged, and kept to be brought back.</summary>
    public const string Archived = "archived";

    /// <summary>Sent again, and gone from where it was.</summary>
    public const string Done = "done";
}
