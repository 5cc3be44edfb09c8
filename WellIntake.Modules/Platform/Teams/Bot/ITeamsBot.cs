using WellIntake.Modules.Platform.Teams.Activities;

namespace WellIntake.Modules.Platform.Teams.Bot;

/// <summary>Answers activities. The caller has checked the token.</summary>
public interface ITeamsBot
{
    /// <summary>
    /// Handles one activity. Returns when a request it makes is durably accepted, never waiting for the work. The same
    /// activity again changes nothing and is answered the same. Never throws but when cancelled: what goes wrong is told
    /// to the person, once.
    /// </summary>
    Task<BotResponse> HandleAsync(Activity activity, CancellationToken ct);
}

/// <summary>What goes back to the channel.</summary>
/// <param name="StatusCode">HTTP status.</param>
/// <param name="Body">JSON; empty for none.</param>
public readonly record struct BotResponse(int StatusCode, ReadOnlyMemory<byte> Body)
{
    /// <summary>200 without a body.</summary>
    public static BotResponse Ok => new(200, default);
}
