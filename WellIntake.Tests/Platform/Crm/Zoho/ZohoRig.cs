using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Crm;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Resilience;
using WellIntake.Tests.Platform.Teams.Security;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Crm.Zoho;

/// <summary>The synchronisation as the program registers it, on a real database, against the stub.</summary>
internal sealed class ZohoRig : IAsyncDisposable
{
    private readonly List<ServiceProvider> _services = [];
    private readonly (string Key, string Value)[] _settings;

    private ZohoRig(ZohoStub zoho, DatabaseFixture database, TimeProvider time, (string, string)[] settings)
    {
        (Zoho, Database, Time, _settings) = (zoho, database, time, settings);
        Services = AnotherProcess();
    }

    public ZohoStub Zoho { get; }

    public DatabaseFixture Database { get; }

    public TimeProvider Time { get; }

    public ServiceProvider Services { get; }

    public List<string> Logs { get; } = [];

    public ICrmSync Sync => Services.GetRequiredService<ICrmSync>();

    public ICrmFreshness Freshness => Services.GetRequiredService<ICrmFreshness>();

    public ICircuitBreaker Breaker => Services.GetRequiredService<ICircuitBreakers>().Get("zoho");

    public DateTimeOffset Now => Time.GetUtcNow();

    public static async Task<ZohoRig> StartAsync(DatabaseKind kind = DatabaseKind.Sqlite, TimeProvider? time = null, params (string Key, string Value)[] settings)
    {
        // Time limits are longer than the longest wait that is skipped, so that they never fire.
        time ??= new InstantTime(TimeSpan.FromSeconds(100));
        return new ZohoRig(await ZohoStub.StartAsync(time), await DatabaseFixture.CreateAsync(kind), time, settings);
    }

    /// <summary>The same program once more on the same database.</summary>
    public ServiceProvider AnotherProcess(params (string Key, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>
        {
            ["WellIntake:Database:Url"] = Database.Url,
            ["WellIntake:Zoho:AccountsUrl"] = Zoho.Url,
            ["WellIntake:Zoho:ClientId"] = ZohoStub.ClientId,
            ["WellIntake:Zoho:ClientSecret"] = ZohoStub.ClientSecret,
            ["WellIntake:Zoho:RefreshToken"] = ZohoStub.RefreshToken,
            ["WellIntake:Zoho:RequestTimeout"] = "00:01:50",
        };
        foreach (var (key, value) in _settings.Concat(settings))
            values[key.StartsWith("WellIntake:", StringComparison.Ordinal) ? key : "WellIntake:Zoho:" + key] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var services = new ServiceCollection().AddLogging(l => l.AddProvider(new ListLogs(Logs)));
        services.AddSingleton(Time);
        services.AddPersistence(configuration);
        services.AddCrm(configuration);
        services.AddCrmSynchronisation();
        var built = services.BuildServiceProvider();
        _services.Add(built);
        return built;
    }

    public async Task<IReadOnlyDictionary<string, Candidate>> CandidatesAsync()
    {
        await using var db = await Database.Contexts.CreateDbContextAsync();
        return await db.Candidates.AsNoTracking().ToDictionaryAsync(c => c.Id);
    }

    public async Task<CrmSyncState?> StateAsync(string kind = "candidates")
    {
        await using var db = await Database.Contexts.CreateDbContextAsync();
        return await db.CrmSync.AsNoTracking().SingleOrDefaultAsync(s => s.Kind == kind);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _services)
            await services.DisposeAsync();
        await Zoho.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>A person as Zoho has them.</summary>
    public void PutContact(string id, DateTimeOffset modified, string? name = null, Action<JsonObject>? change = null)
    {
        var contact = new JsonObject
        {
            ["Full_Name"] = name ?? $"Person {id}",
            ["Title"] = "Senior Financial Advisor",
            ["Account_Name"] = new JsonObject { ["name"] = "Example Wealth", ["id"] = "9" + id },
            ["Email"] = $"person{id}@example.com",
            ["Mailing_City"] = "Dallas",
            ["Mailing_State"] = "TX",
            ["Owner"] = new JsonObject { ["name"] = "Rae Recruiter", ["id"] = "77", ["email"] = "Rae@firm.example" },
            ["Created_Time"] = ZohoModule.Text(modified.AddDays(-1)),
        };
        change?.Invoke(contact);
        Zoho.Contacts.Put(id, modified, contact);
    }
}
