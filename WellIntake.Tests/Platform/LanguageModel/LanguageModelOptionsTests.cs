using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.LanguageModel;

namespace WellIntake.Tests.Platform.LanguageModel;

[TestClass]
[TestCategory("DIG-4")]
public sealed class LanguageModelOptionsTests
{
    [TestMethod]
    [DataRow("http://localhost:11434", "http://localhost:11434/v1", "m")]
    [DataRow("http://ollama:11434/v1/", "http://ollama:11434/v1", "m")]
    [DataRow("https://api.openai.com/v1", "https://api.openai.com/v1", "m")]
    [DataRow("https://llm.example.com/api/chat/completions", "https://llm.example.com/api", "m")]
    [DataRow("https://x.openai.azure.com", "https://x.openai.azure.com/openai/v1", "m")]
    [DataRow("https://x.openai.azure.com/openai/v1/", "https://x.openai.azure.com/openai/v1", "m")]
    [DataRow("https://x.openai.azure.com/openai/deployments/gpt%204/chat/completions?api-version=2024-06-01", "https://x.openai.azure.com/openai/v1", "gpt 4")]
    [DataRow("https://x.services.ai.azure.com/models", "https://x.services.ai.azure.com/openai/v1", "m")]
    [DataRow(" https://x.cognitiveservices.azure.com/ ", "https://x.cognitiveservices.azure.com/openai/v1", "m")]
    public void TryRead_WhatAPortalShows_IsTheAddressOfCompletions(string endpoint, string address, string model)
    {
        var read = ModelEndpoint.TryRead(endpoint, "m")!;

        Assert.AreEqual((address, model), (read.Address.AbsoluteUri.TrimEnd('/'), read.Model));
    }

    [TestMethod]
    [DataRow("nonsense")]
    [DataRow("ftp://x/v1")]
    [DataRow("https://me:hunter2@x/v1")]
    [DataRow("/v1")]
    public void Options_AnEndpointThatIsNone_StopTheStart(string endpoint)
    {
        var error = Assert.ThrowsExactly<OptionsValidationException>(() => Read(("Endpoint", endpoint)));

        Assert.Contains("Endpoint", error.Message);
        Assert.DoesNotContain("hunter2", error.Message);
    }

    [TestMethod]
    [DataRow("Timeout", "00:00:00")]
    [DataRow("MaxConcurrency", "0")]
    [DataRow("CallsPerDay", "0")]
    [DataRow("TokensPerMinute", "-1")]
    [DataRow("InputPricePer1K", "-1")]
    [DataRow("Model", "")]
    public void Options_OutOfRange_NameTheOption(string key, string value) =>
        Assert.Contains(key, Assert.ThrowsExactly<OptionsValidationException>(() => Read((key, value))).Message);

    [TestMethod]
    public void Options_NothingSet_IsOffline()
    {
        var options = Read();

        Assert.IsFalse(options.IsConfigured);
        Assert.AreEqual("offline extractor", options.Description);
    }

    [TestMethod]
    public void Description_AModel_NamesItWithoutItsKey()
    {
        var description = Read(("Endpoint", "https://x.openai.azure.com/openai/deployments/digests"), ("ApiKey", "hunter2")).Description;

        Assert.StartsWith("digests at x.openai.azure.com", description);
        Assert.DoesNotContain("hunter2", description);
    }

    private static LanguageModelOptions Read(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(LanguageModelOptions.Section + ":" + s.Key, (string?)s.Value))).Build();
        using var services = new ServiceCollection().AddLogging().AddLanguageModel(configuration).BuildServiceProvider();
        return services.GetRequiredService<IOptions<LanguageModelOptions>>().Value;
    }
}
