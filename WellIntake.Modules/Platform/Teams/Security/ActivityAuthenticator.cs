using System.Net;
using Microsoft.Extensions.Options;

namespace WellIntake.Modules.Platform.Teams.Security;

/// <summary>Tokens where there is an app id, anonymous mode where there is none.</summary>
internal sealed class ActivityAuthenticator(ChannelTokenValidator tokens, AnonymousMode anonymous, IOptions<TeamsOptions> options) : IActivityAuthenticator
{
    public ValueTask<AuthenticationOutcome> AuthenticateAsync(
        string? authorizationHeader, string? activityChannelId, string? activityServiceUrl, IPAddress? remoteIp, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(activityChannelId))
            return ValueTask.FromResult(AuthenticationOutcome.Refused("the activity has no channelId"));
        if (string.IsNullOrWhiteSpace(activityServiceUrl))
            return ValueTask.FromResult(AuthenticationOutcome.Refused("the activity has no serviceUrl"));
        return string.IsNullOrWhiteSpace(options.Value.AppId)
            ? ValueTask.FromResult(anonymous.Check(activityServiceUrl, remoteIp))
            : tokens.ValidateAsync(authorizationHeader, activityChannelId, activityServiceUrl, ct);
    }
}
