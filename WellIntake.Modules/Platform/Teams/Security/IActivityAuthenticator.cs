using System.Net;

namespace WellIntake.Modules.Platform.Teams.Security;

/// <summary>Decides whether an incoming activity is who it says it is (SEC-1).</summary>
public interface IActivityAuthenticator
{
    /// <summary>
    /// With an app id: the header must carry a token of the channel for this channel and service URL. Without one:
    /// anonymous mode, where caller and service URL must be local. Never throws but when cancelled, and never waits
    /// longer than the metadata timeout; whatever goes wrong is a refusal with its reason.
    /// </summary>
    /// <param name="authorizationHeader">As it came; null when there was none.</param>
    /// <param name="activityChannelId">The activity's <c>channelId</c>.</param>
    /// <param name="activityServiceUrl">The activity's <c>serviceUrl</c>.</param>
    /// <param name="remoteIp">The caller; null counts as not local.</param>
    /// <param name="ct">Cancels the wait, and nothing that others wait for.</param>
    ValueTask<AuthenticationOutcome> AuthenticateAsync(
        string? authorizationHeader, string? activityChannelId, string? activityServiceUrl, IPAddress? remoteIp, CancellationToken ct);
}

/// <summary>Whether an activity may come in.</summary>
/// <param name="IsAuthenticated">It may.</param>
/// <param name="Reason">Why not, for the log: nothing of the token is in it. Null when it may.</param>
public readonly record struct AuthenticationOutcome(bool IsAuthenticated, string? Reason)
{
    /// <summary>It may.</summary>
    public static AuthenticationOutcome Ok { get; } = new(true, null);

    /// <summary>It may not.</summary>
    public static AuthenticationOutcome Refused(string reason) => new(false, reason);
}
