using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Tests.Platform.Resilience;

[TestClass]
[TestCategory("RES-1")]
public sealed class ResilienceOptionsTests
{
    [TestMethod]
    [DataRow("redis", 5, 60)]
    [DataRow("postgres", 3, 120)]
    [DataRow("zoho", 10, 300)]
    [DataRow("llm", 5, 60)]
    [DataRow("teams", 5, 60)]
    [DataRow("servicebus", 5, 30)]
    public void Breakers_NothingConfigured_AreThoseOfTheRequirement(string name, int failures, int seconds)
    {
        using var services = Services();

        var breaker = services.GetRequiredService<IOptions<ResilienceOptions>>().Value.Breakers[name];

        Assert.AreEqual(failures, breaker.Failures);
        Assert.AreEqual(TimeSpan.FromSeconds(seconds), breaker.OpenFor);
        Assert.AreSame(services.GetRequiredService<ICircuitBreakers>().Get(name), services.GetRequiredService<ICircuitBreakers>().Get(name));
    }

    [TestMethod]
    public async Task Parts_ManyMoreThanThereCanBe_ShareTheWhole()
    {
        using var services = Services(("teams:Failures", "1"));
        var breakers = services.GetRequiredService<ICircuitBreakers>();
        var first = breakers.Get("teams", "one");
        for (var i = 0; i < 1000; i++)
            breakers.Get("teams", $"other {i}");

        await Assert.ThrowsExactlyAsync<TimeoutException>(() => first.ExecuteAsync<int>(_ => throw new TimeoutException(), CancellationToken.None));

        Assert.AreEqual(CircuitState.Open, breakers.Get("teams", "one").State);
        Assert.AreEqual(CircuitState.Closed, breakers.Get("teams", "other 1").State);
        Assert.AreSame(breakers.Get("teams"), breakers.Get("teams", "one too many"));
        Assert.HasCount(70, breakers.All);
    }

    [TestMethod]
    public void Breakers_OneValueConfigured_KeepsTheOthers()
    {
        using var services = Services(("Zoho:Failures", "2"));

        var breaker = services.GetRequiredService<IOptions<ResilienceOptions>>().Value.Breakers["zoho"];

        Assert.AreEqual(2, breaker.Failures);
        Assert.AreEqual(TimeSpan.FromSeconds(300), breaker.OpenFor);
    }

    [TestMethod]
    [DataRow("redos:Failures", "2", "WellIntake:Resilience:Breakers:redos")]
    [DataRow("redis:Failures", "0", "Failures")]
    [DataRow("redis:OpenFor", "02:00:00", "OpenFor")]
    public void Breakers_WrongSetting_IsRefusedByName(string key, string value, string named)
    {
        using var services = Services((key, value));

        var refused = Assert.ThrowsExactly<OptionsValidationException>(() => services.GetRequiredService<IOptions<ResilienceOptions>>().Value);

        StringAssert.Contains(refused.Message, named);
    }

    private static ServiceProvider Services(params (string Key, string Value)[] settings) => new ServiceCollection()
        .AddLogging()
        .AddResilience(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"{ResilienceOptions.Section}:Breakers:{s.Key}", (string?)s.Value)))
            .Build())
        .BuildServiceProvider();
}
