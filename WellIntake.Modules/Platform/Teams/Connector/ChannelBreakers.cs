using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Modules.Platform.Teams.Connector;

/// <summary>
/// The breaker <see cref="CircuitNames.Teams"/>, one for each service host and region
/// (<c>https://smba.trafficmanager.net/emea/…</c>): a region that is away, or an emulator that somebody closed, says
/// nothing of the others (ADR 16).
/// </summary>
internal sealed class ChannelBreakers(ICircuitBreakers breakers)
{
    /// <summary>The breaker of the host and region that a conversation is at.</summary>
    public ICircuitBreaker Of(ConversationAddress address)
    {
        if (!Uri.TryCreate(address.ServiceUrl, UriKind.Absolute, out var url))
            return breakers.Get(CircuitNames.Teams);
        var region = url.Segments.Length > 1 ? url.Segments[1].TrimEnd('/').ToLowerInvariant() : string.Empty;
        return breakers.Get(CircuitNames.Teams, $"{url.Authority}/{region}");
    }
}
