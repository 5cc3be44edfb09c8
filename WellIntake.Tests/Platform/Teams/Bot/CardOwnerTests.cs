using System.Text.Json;
using System.Text.Json.Nodes;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Tests.Platform.Teams.Bot;

/// <summary>Two people in one group chat: each presses only their own cards' buttons (WEB-7).</summary>
[TestClass]
[TestCategory("WEB-7")]
public sealed class CardOwnerTests
{
    private const string Group = "group";
    private const string Ann = "29:ann";
    private const string Ben = "29:ben";

    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    public void Mark_EveryButtonWhereverItStands_CarriesIt()
    {
        var card = new AdaptiveCard
        {
            Body =
            [
                new Container { Items = [new ActionSet { Actions = [PlatformCards.Say("a", "help")] }] },
                new ColumnSet { Columns = [new Column { Items = [new ActionSet { Actions = [new ExecuteAction { Title = "b", Verb = "v" }] }] }] },
            ],
            Actions = [new SubmitAction { Title = "c", Data = JsonElement.Parse("""{"card_owner":"somebody","x":1}""") }, new OpenUrlAction { Title = "d", Url = "https://example.com" }],
        };

        var buttons = Buttons(JsonNode.Parse(CardJson.WriteFor(card, Ann))!);

        Assert.HasCount(4, buttons);
        var marks = buttons.Where(b => (string?)b["title"] != "d").Select(b => (string?)b["data"]!["card_owner"]).Distinct().ToList();
        Assert.HasCount(1, marks);
        Assert.DoesNotContain("ann", marks[0]!);
        Assert.AreEqual(1, (int)buttons.Single(b => (string?)b["title"] == "c")["data"]!["x"]!);
    }

    [TestMethod]
    [DataRow("""{"card_owner":"MARK"}""", false)]
    [DataRow("""{}""", false)]
    [DataRow("""{"card_owner":"other"}""", true)]
    [DataRow("""{"card_owner":null}""", true)]
    [DataRow("""{"card_owner":"other","card_owner":"MARK"}""", true)]
    [DataRow("""{"card_owner":"MARK","msteams":{"value":{"card_owner":"other"}}}""", true)]
    [DataRow("""{"msteams":{"value":{"card_owner":"other"}},"card_owner":"MARK"}""", true)]
    [DataRow("""{"msteams":{"value":{"card_owner":"MARK"}}}""", false)]
    [DataRow("""{"msteams":{"card_owner":"other"}}""", true)]
    [DataRow("""[]""", false)]
    public void IsAnothers_AnyOtherMarkAmongTheValues_IsSeen(string values, bool expected)
    {
        var mark = (string)Buttons(JsonNode.Parse(CardJson.WriteFor(PlatformCards.Working("r"), Ann))!).Single()["data"]!["card_owner"]!;

        Assert.AreEqual(expected, CardOwner.IsAnothers(JsonElement.Parse(values.Replace("MARK", mark, StringComparison.Ordinal)), Ann));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Group_AnothersCards_DoNothingForOthersAndSayWhy()
    {
        await using var rig = await BotRig.StartAsync();
        await rig.SayAsync("digest advisors", "a1", Ann, Group);
        await rig.UntilAsync(RequestStatus.Delivered, Ct);
        await rig.SayAsync("help", "a2", Ann, Group);
        await rig.SayAsync("preferences", "a3", Ann, Group);
        await rig.SayAsync("status", "a4", Ann, Group);
        await rig.PressAsync("digest.filters", "{}", "a5", Ann, Group);
        await rig.UntilAsync(() => rig.Channel.Visible(Group).Count == 5, Ct);
        var buttons = rig.Channel.Visible(Group).SelectMany(m => Buttons(JsonNode.Parse(m.Body)!)).ToList();
        Assert.IsGreaterThan(5, buttons.Count);

        for (var i = 0; i < buttons.Count; i++)
        {
            Assert.Contains("belong to the person who asked", await PressAsExecuteAsync(rig, buttons[i], $"x{i}", Ben));
            await rig.HandleAsync(rig.Message(null, $"s{i}", Ben, Group, value: buttons[i]["data"]!.ToJsonString()));
            await rig.HandleAsync(rig.Message("help", $"t{i}", Ben, Group, value: buttons[i]["data"]!.ToJsonString()));
        }

        Assert.HasCount(1, await rig.RequestsAsync());
        await using var db = await rig.Database.Contexts.CreateDbContextAsync(Ct);
        Assert.IsEmpty(db.UserPreferences.ToList());
        await rig.UntilAsync(() => rig.Channel.Visible(Group).Count == 5 + (2 * buttons.Count), Ct);
        Assert.IsTrue(rig.Channel.Visible(Group).Skip(5).All(m => m.Body.Contains("belong to the person who asked", StringComparison.Ordinal)));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Group_OwnCard_WorksForItsOwner()
    {
        await using var rig = await BotRig.StartAsync();
        rig.Digests.Holds = true;
        await rig.SayAsync("digest advisors", "a1", Ann, Group);
        await rig.UntilAsync(() => rig.Channel.Visible(Group).Count == 1, Ct);
        var cancel = Buttons(JsonNode.Parse(rig.Channel.Visible(Group)[0].Body)!).Single();

        Assert.Contains("belong to the person who asked", await PressAsExecuteAsync(rig, cancel, "x1", Ben));
        Assert.AreNotEqual(RequestStatus.Cancelled, (await rig.RequestAsync()).Status);
        Assert.Contains("was cancelled", await PressAsExecuteAsync(rig, cancel, "x2", Ann));
        Assert.AreEqual(RequestStatus.Cancelled, (await rig.RequestAsync()).Status);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Group_FormFieldWithAnotherMark_DoesNotTakeTheCardOver()
    {
        await using var rig = await BotRig.StartAsync();
        await rig.SayAsync("preferences", "a1", Ann, Group);
        await rig.SayAsync("preferences", "b1", Ben, Group);
        await rig.UntilAsync(() => rig.Channel.Visible(Group).Count == 2, Ct);
        var (anns, bens) = (Data(rig, 0), Data(rig, 1));
        var mixed = new JsonObject { ["msteams"] = new JsonObject { ["value"] = anns.DeepClone() }, ["card_owner"] = bens["card_owner"]!.DeepClone() };

        var response = await rig.PressAsync("preferences.save", mixed.ToJsonString(), "x1", Ben, Group);

        Assert.Contains("belong to the person who asked", System.Text.Encoding.UTF8.GetString(response.Body.Span));
        await using var db = await rig.Database.Contexts.CreateDbContextAsync(Ct);
        Assert.IsEmpty(db.UserPreferences.ToList());
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Group_GreetingOfTheConversation_IsEverybodys()
    {
        await using var rig = await BotRig.StartAsync();
        await rig.HandleAsync(rig.Message(null, "a1", Ann, Group, type: "installationUpdate", action: "add"));
        await rig.UntilAsync(() => rig.Channel.Visible(Group).Count == 1, Ct);
        var first = Buttons(JsonNode.Parse(rig.Channel.Visible(Group)[0].Body)!)[0];

        await rig.HandleAsync(rig.Message(null, "s1", Ben, Group, value: first["data"]!.ToJsonString()));

        Assert.AreEqual(Ben, (await rig.RequestAsync()).UserId);
    }

    private static JsonObject Data(BotRig rig, int message) =>
        (JsonObject)Buttons(JsonNode.Parse(rig.Channel.Visible(Group)[message].Body)!)[0]["data"]!;

    private static async Task<string> PressAsExecuteAsync(BotRig rig, JsonObject button, string id, string user) => System.Text.Encoding.UTF8.GetString(
        (await rig.PressAsync((string?)button["verb"] ?? "help", button["data"]!.ToJsonString(), id, user, Group)).Body.Span);

    /// <summary>Every action in an activity or a card, wherever it stands.</summary>
    private static List<JsonObject> Buttons(JsonNode? node) => node switch
    {
        JsonObject o => [.. ((string?)o["type"])?.StartsWith("Action.", StringComparison.Ordinal) == true ? [o] : Array.Empty<JsonObject>(), .. o.SelectMany(p => Buttons(p.Value))],
        JsonArray a => [.. a.SelectMany(Buttons)],
        _ => [],
    };
}
