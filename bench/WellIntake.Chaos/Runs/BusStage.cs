using System.Globalization;
using WellIntake.Chaos.Counting;
using WellIntake.Chaos.Hosting;

namespace WellIntake.Chaos.Runs;

/// <summary>One web process and some workers, each with a data folder of its own, on one PostgreSQL and one broker.</summary>
internal sealed class BusStage : IAsyncDisposable
{
    private readonly Stage _stage;
    private readonly List<HostPlan> _plans = [];

    private BusStage(Stage stage, TestBroker broker) => (_stage, Broker) = (stage, broker);

    public TestBroker Broker { get; }

    public StoredPlace Place => _stage.Place;

    /// <summary>The web process first.</summary>
    public List<ChaosHost> Hosts { get; } = [];

    public ChaosHost Web => Hosts[0];

    public Uri Webhook => _plans[0].Address;

    /// <summary>Makes the entities and starts everything.</summary>
    /// <exception cref="InvalidOperationException">Something does not start; the message says what it wrote.</exception>
    public static async Task<BusStage> StartAsync(RunSettings settings, int workers, IReadOnlyDictionary<string, string> more, CancellationToken ct)
    {
        var broker = await TestBroker.StartAsync();
        var stage = new BusStage(await Stage.CreateAsync(settings, ct, hasBroker: true), broker);
        try
        {
            for (var i = 0; i <= workers; i++)
                stage._plans.Add(stage.Plan(more, i == 0 ? "web" : "digest", i));
            var (code, said) = await ChaosHost.RunAsync(stage._plans[0], ["servicebus", "ensure"], ct);
            if (code != 0)
                throw new InvalidOperationException($"'servicebus ensure' ended with {code}: {said}");
            // The first one makes the tables.
            await stage.StartNextAsync(ct);
            while (stage.Hosts.Count <= workers)
                await stage.StartNextAsync(ct);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills one and starts it again. Returns when a web process listens; workers come when they come.</summary>
    public async Task KillAsync(int number, CancellationToken ct)
    {
        await Hosts[number].DisposeAsync();
        Hosts[number] = ChaosHost.Start(_plans[number]);
        if (number == 0)
            await DemandAsync(Hosts[0], ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in Hosts)
            await host.DisposeAsync();
        await Broker.DisposeAsync();
        await _stage.DisposeAsync();
    }

    private async Task StartNextAsync(CancellationToken ct)
    {
        Hosts.Add(ChaosHost.Start(_plans[Hosts.Count]));
        await DemandAsync(Hosts[^1], ct);
    }

    private static async Task DemandAsync(ChaosHost host, CancellationToken ct)
    {
        if (!await host.WaitUntilLiveAsync(ct))
            throw new InvalidOperationException($"A process did not start: {string.Join(" | ", host.Output)}");
    }

    private HostPlan Plan(IReadOnlyDictionary<string, string> more, string role, int number)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_stage.Plan.Folder, string.Create(CultureInfo.InvariantCulture, $"{role}-{number}"))).FullName;
        return HostPlan.Create(folder, _stage.Place.Postgres, new Dictionary<string, string>(more, StringComparer.Ordinal)
        {
            ["ROLE"] = role,
            ["USE_SERVICE_BUS"] = "true",
            ["AZURE_SERVICE_BUS_CONNECTION_STRING"] = Broker.ConnectionString,
        });
    }
}
