using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Platform.Resilience;
using WellIntake.Modules.Platform.Teams;
using WellIntake.Modules.Platform.Teams.Connector;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Teams.Connector;

/// <summary>The messenger as the host registers it, against a stub channel, with waits that take no time.</summary>
internal sealed class MessengerRig : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private MessengerRig(StubConnector channel, ServiceProvider services, InstantTime time)
    {
        (Channel, _services, Time) = (channel, services, time);
        Messenger = services.GetRequiredService<ITeamsMessenger>();
    }

    public StubConnector Channel { get; }

    public ITeamsMessenger Messenger { get; }

    public InstantTime Time { get; }

    public static async Task<MessengerRig> StartAsync(params (string Key, string Value)[] settings)
    {
        var channel = await StubConnector.StartAsync();
        // Time limits are longer than the longest wait that is skipped, so that they never fire.
        var time = new InstantTime(TimeSpan.FromSeconds(100));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["WellIntake:Teams:TryTimeout"] = "00:01:50",
                ["WellIntake:Teams:MaxThrottleWait"] = "01:00:00",
            }.Concat(settings.Select(s => KeyValuePair.Create($"WellIntake:Teams:{s.Key}", (string?)s.Value)))
            .GroupBy(s => s.Key).Select(g => g.Last())).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton(new RetryJitter(static () => 0.5));
        services.AddTeamsConnector(configuration);
        return new MessengerRig(channel, services.BuildServiceProvider(), time);
    }

    public ConversationAddress To(string conversationId = "a:1", string? type = "personal", string? serviceUrl = null) =>
        new(serviceUrl ?? Channel.ServiceUrl, conversationId, type, "msteams", "t1", "28:bot", "29:user");

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Channel.DisposeAsync();
    }
}
