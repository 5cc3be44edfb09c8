using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.LanguageModel;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.LanguageModel;

/// <summary>The language model as the program registers it, over a stub server and a database of the test's own.</summary>
internal sealed class ModelFixture : IAsyncDisposable
{
    private readonly List<ServiceProvider> _processes = [];

    private ModelFixture(StubModel server, DatabaseFixture database) => (Server, Database) = (server, database);

    /// <summary>The model's server.</summary>
    public StubModel Server { get; }

    /// <summary>Where results and budget are.</summary>
    public DatabaseFixture Database { get; }

    /// <summary>The clock of all its processes; it stands still.</summary>
    public FakeTime Time { get; } = new(new DateTimeOffset(2026, 11, 22, 12, 0, 30, TimeSpan.Zero));

    /// <summary>Every line that was logged, exceptions included.</summary>
    public ConcurrentQueue<string> Logged { get; } = new();

    public static async Task<ModelFixture> CreateAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var database = await DatabaseFixture.CreateAsync(kind);
        return new ModelFixture(await StubModel.StartAsync(), database);
    }

    /// <summary>A process of its own on the same database, as after a restart or beside another.</summary>
    public ServiceProvider Start(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["WellIntake:Database:Url"] = Database.Url,
            ["WellIntake:LanguageModel:Endpoint"] = Server.Endpoint,
            ["WellIntake:LanguageModel:ApiKey"] = "sk-test",
        }).AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("WellIntake:LanguageModel:" + s.Key, (string?)s.Value))).Build();
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Time)
            .AddLogging(l => l.SetMinimumLevel(LogLevel.Trace).AddProvider(new Recorder(Logged)))
            .AddPersistence(configuration)
            .AddLanguageModel(configuration)
            .BuildServiceProvider();
        _processes.Add(services);
        return services;
    }

    /// <summary>Calls and tokens counted in a period.</summary>
    public async Task<(long Calls, long Tokens)> UsageAsync(string period)
    {
        await using var context = await Database.Contexts.CreateDbContextAsync();
        var usage = await context.ModelUsage.AsNoTracking().SingleOrDefaultAsync(u => u.Period == period);
        return (usage?.Calls ?? 0, usage?.Tokens ?? 0);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        await Server.DisposeAsync();
        await Database.DisposeAsync();
    }

    private sealed class Recorder(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
