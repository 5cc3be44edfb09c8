using System.Text.Json;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams.Bot;

namespace WellIntake.Tests.Platform.Teams.Bot;

/// <summary>Buttons, as Action.Execute and as Action.Submit.</summary>
[TestClass]
public sealed class ActionTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, TestCategory("WEB-7")]
    [DataRow("""{"msteams":{"value":{"a":"hidden","b":"hidden"}},"a":"form"}""", "a", "form")]
    [DataRow("""{"msteams":{"value":{"a":"hidden","b":"hidden"}},"a":"form"}""", "b", "hidden")]
    [DataRow("""{"a":6}""", "a", "6")]
    [DataRow("""{"a":true}""", "a", "true")]
    [DataRow("""{"a":{"b":1}}""", "a", null)]
    [DataRow("""{"a":null}""", "a", null)]
    [DataRow("""{"msteams":"no object","a":"form"}""", "a", "form")]
    [DataRow("[1]", "a", null)]
    public void Values_FormOverHiddenOnes(string json, string name, string? expected)
    {
        using var document = JsonDocument.Parse(json);

        Assert.AreEqual(expected, CardValues.Read(document.RootElement).Text(name));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-7")]
    public async Task Execute_GenerateDigest_MakesARequestWithItsValues()
    {
        await using var rig = await BotRig.StartAsync(running: false);

        var response = Read(await rig.PressAsync(
            "digest.generate", """{"msteams":{"value":{"audience":"global","max_candidates":3}},"max_candidates":"50","date_range_days":30}""", "p1"));

        Assert.AreEqual(200, response.GetProperty("statusCode").GetInt32());
        var request = await rig.RequestAsync();
        Assert.AreEqual(("global", 50, 30), (request.Audience, request.MaxCandidates, request.DateRangeDays));
        await rig.PressAsync("digest.generate", """{"audience":"global"}""", "p1");
        Assert.HasCount(1, await rig.RequestsAsync());
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-7")]
    public async Task Submit_GenerateDigest_MakesARequestWithItsValues()
    {
        await using var rig = await BotRig.StartAsync(running: false);

        await rig.HandleAsync(rig.Message(null, "s1", value: """{"verb":"digest.generate","audience":"c_suite"}"""));

        Assert.AreEqual(("c_suite", 6, 7), await ValuesAsync(rig));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-7")]
    public async Task Submit_Say_IsTakenAsTyped()
    {
        await using var rig = await BotRig.StartAsync(running: false);

        await rig.HandleAsync(rig.Message(null, "s1", value: """{"say":"digest personal 14 days top 2"}"""));

        Assert.AreEqual(("personal", 2, 14), await ValuesAsync(rig));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-7")]
    [DataRow("""{"audience":"aliens"}""")]
    [DataRow("""{"max_candidates":0}""")]
    [DataRow("""{"max_candidates":"51"}""")]
    [DataRow("""{"max_candidates":"-1"}""")]
    [DataRow("""{"max_candidates":1.5}""")]
    [DataRow("""{"date_range_days":366}""")]
    [DataRow("""{"date_range_days":"many"}""")]
    public async Task Execute_ValueOutOfRange_MakesNoRequestAndSaysSo(string data)
    {
        await using var rig = await BotRig.StartAsync(running: false);

        var response = Read(await rig.PressAsync("digest.generate", data, "p1"));

        Assert.AreEqual("That does not work", response.GetProperty("value").GetString());
        Assert.IsEmpty(await rig.RequestsAsync());
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-7")]
    public async Task Execute_OwnersCancel_ReplacesTheCardAndAgainAnswersTheSame()
    {
        await using var rig = await BotRig.StartAsync();
        rig.Digests.Holds = true;
        await rig.SayAsync("digest advisors", "a1");
        var data = $$"""{"request_id":"{{(await rig.RequestAsync()).RequestId}}"}""";

        var first = Read(await rig.PressAsync("request.cancel", data, "p1"));
        var again = Read(await rig.PressAsync("request.cancel", data, "p1"));

        Assert.AreEqual("application/vnd.microsoft.card.adaptive", first.GetProperty("type").GetString());
        Assert.AreEqual(first.GetRawText(), again.GetRawText());
        Assert.AreEqual(RequestStatus.Cancelled, (await rig.RequestAsync()).Status);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-1"), TestCategory("WEB-7")]
    [DataRow("""{"action":{"verb":"unknown","data":{}}}""", "NotSupported")]
    [DataRow("""{"action":{"verb":7}}""", "BadRequest")]
    [DataRow("""{"action":"x"}""", "BadRequest")]
    [DataRow("{}", "BadRequest")]
    [DataRow("[]", "BadRequest")]
    public async Task Execute_UnknownOrBroken_IsAnErrorInTheBody(string value, string code)
    {
        await using var rig = await BotRig.StartAsync(running: false);

        var response = await rig.HandleAsync(rig.Message(null, "p1", type: "invoke", name: "adaptiveCard/action", value: value));

        Assert.AreEqual(200, response.StatusCode);
        Assert.AreEqual(400, Read(response).GetProperty("statusCode").GetInt32());
        Assert.AreEqual(code, Read(response).GetProperty("value").GetProperty("code").GetString());
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-7")]
    public async Task Submit_Unknown_SaysThatTheButtonDoesNothing()
    {
        await using var rig = await BotRig.StartAsync();

        await rig.HandleAsync(rig.Message(null, "s1", value: """{"kind":"note"}"""));

        await rig.UntilAsync(() => rig.Channel.Visible("chat") is [var only] && only.Body.Contains("That button does nothing here", StringComparison.Ordinal), Ct);
    }

    private static JsonElement Read(BotResponse response)
    {
        using var document = JsonDocument.Parse(response.Body);
        return document.RootElement.Clone();
    }

    private static async Task<(string, int, int)> ValuesAsync(BotRig rig)
    {
        var request = await rig.RequestAsync();
        return (request.Audience, request.MaxCandidates, request.DateRangeDays);
    }
}
