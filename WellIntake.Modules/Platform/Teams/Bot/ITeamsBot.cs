using WellIntake.Modules.Platform.Teams.Activities;

namespace WellIntake.Modules.Platform.Teams.Bot;

/// <summary>Answers activities. The caller has checked the token.</summary>
public interface ITeamsBot
{
    /// <summary>
    /// Handles one activity. Returns when a request it makes is durably accepted, never waiting for the work unless a flag
    /// has it done at once, and then for a limited time. The same activity again changes nothing and is answered the same.
    /// Never throws but when cancelled: what goes wrong is told to the person, once.
    /// </summary>
    Task<BotResponse> HandleAsync(Activity activity, CancellationToken ct);
}

/// <summary>What goes back to the channel.</summary>
/// <param name="StatusCode">HTTP status.</param>
/// <param name="Body">JSON; empty for none.</param>
public readonly record struct BotResponse(int StatusCode, ReadOnlyMemory<byte> Body)
{
    /// <summary>To be called when the body has been written out, and only then: what it holds is recorded as shown. Mostly null.</summary>
    public Func<CancellationToken, Task>? WhenWritten { get; init; }

    /// <summary>200 without a body.</summary>
    public static BotResponse Ok => new(200, default);
}
