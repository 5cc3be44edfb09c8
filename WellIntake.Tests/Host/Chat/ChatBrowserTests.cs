using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace WellIntake.Tests.Chat;

/// <summary>The page in a real browser, by keyboard, against a bot that answers as ours does: a card, then its result in place.</summary>
[TestClass]
[TestCategory("TEA-7")]
public sealed class ChatBrowserTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Page_InChromium_WorksByKeyboardAndIsAccessible()
    {
        await using var host = await ChatTestHost.StartAsync();
        using var bot = new FakeBot();
        host.Webhook = bot.AnswerAsync;
        var output = await BrowserRun.RunAsync("chat.mjs", new Uri(host.Address, "/chat"), TimeSpan.FromMinutes(3));
        TestContext.WriteLine(output);
        StringAssert.Contains(output, "all checks passed", StringComparison.Ordinal);
    }

    private sealed class FakeBot : IDisposable
    {
        private readonly HttpClient _http = new();

        public async Task<IResult> AnswerAsync(JsonObject activity)
        {
            if (activity["name"]?.GetValue<string>() == "adaptiveCard/action")
                return Results.Json(Executed(activity["value"]!["action"]!));
            if (activity["value"] is JsonObject value)
                await SendAsync(activity, Text($"Filters: {value["max"]} candidates, {value["audience"]}, vault {value["vault"]}."));
            else if (activity["text"]!.GetValue<string>() is var text && text.Contains("fail", StringComparison.Ordinal))
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            else if (text.Contains("finish", StringComparison.Ordinal))
                await FinishAsync(activity);
            else
                await SendAsync(activity, Card(text.Contains("help", StringComparison.Ordinal) ? Help : Acknowledgement));
            return Results.Ok();
        }

        public void Dispose() => _http.Dispose();

        private async Task FinishAsync(JsonObject activity)
        {
            var id = (await SendAsync(activity, Card(Acknowledgement)))["id"]!.GetValue<string>();
            await _http.PostAsJsonAsync(Activities(activity), new JsonObject { ["type"] = "typing" });
            (await _http.PutAsJsonAsync($"{Activities(activity)}/{id}", Card(Result))).EnsureSuccessStatusCode();
        }

        private async Task<JsonObject> SendAsync(JsonObject activity, JsonObject answer)
        {
            var response = await _http.PostAsJsonAsync(Activities(activity), answer);
            response.EnsureSuccessStatusCode();
            return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        }

        private static string Activities(JsonObject activity) =>
            $"{activity["serviceUrl"]}/v3/conversations/{Uri.EscapeDataString(activity["conversation"]!["id"]!.GetValue<string>())}/activities";

        private static JsonObject Executed(JsonNode action) =>
            action["verb"]!.GetValue<string>() == "cancel"
                ? new JsonObject { ["statusCode"] = 200, ["type"] = "application/vnd.microsoft.card.adaptive", ["value"] = JsonNode.Parse(Cancelled) }
                : new JsonObject { ["statusCode"] = 200, ["type"] = "application/vnd.microsoft.activity.message", ["value"] = "Thank you for the feedback." };

        private static JsonObject Text(string text) => new() { ["type"] = "message", ["text"] = text };

        private static JsonObject Card(string card) => new()
        {
            ["type"] = "message",
            ["summary"] = "A card",
            ["attachments"] = new JsonArray(new JsonObject { ["contentType"] = "application/vnd.microsoft.card.adaptive", ["content"] = JsonNode.Parse(card) }),
        };

        private const string Acknowledgement = """
            {"type":"AdaptiveCard","version":"1.5","body":[
              {"type":"TextBlock","text":"Your digest is queued","style":"heading","size":"medium","weight":"bolder"},
              {"type":"TextBlock","text":"It usually takes under a minute. This card will turn into the result.","isSubtle":true,"wrap":true},
              {"type":"FactSet","facts":[{"title":"Audience","value":"Advisors"},{"title":"Range","value":"Last 7 days"},{"title":"Request","value":"DR\\-2041"}]}],
             "actions":[{"type":"Action.Execute","title":"Cancel","verb":"cancel","style":"destructive","data":{"request":"DR-2041"}}]}
            """;

        private const string Cancelled = """
            {"type":"AdaptiveCard","version":"1.5","body":[{"type":"TextBlock","text":"Cancelled","style":"heading","weight":"bolder"},
              {"type":"TextBlock","text":"Request DR\\-2041 was cancelled. Nothing was sent.","isSubtle":true}]}
            """;

        private const string Help = """
            {"type":"AdaptiveCard","version":"1.5","body":[
              {"type":"TextBlock","text":"What I can do","style":"heading","size":"large","weight":"bolder"},
              {"type":"TextBlock","text":"- **digest advisors** for candidates of the last week\n- **status** for your requests\n- or a question, such as _how many deals closed since March?_"},
              {"type":"Container","style":"emphasis","items":[{"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"Tip: ","weight":"bolder"},{"type":"TextRun","text":"questions work in plain English."}]}]},
              {"type":"Media","sources":[]}],
             "actions":[{"type":"Action.OpenUrl","title":"Read more","url":"https://example.org/"}]}
            """;

        private const string Result = """
            {"type":"AdaptiveCard","version":"1.5","body":[
              {"type":"TextBlock","text":"Digest for advisors","style":"heading","size":"large","weight":"bolder"},
              {"type":"TextBlock","text":"3 of 14 candidates, last 7 days","isSubtle":true,"spacing":"none"},
              {"type":"Container","separator":true,"spacing":"medium","items":[
                {"type":"ColumnSet","columns":[
                  {"type":"Column","width":"stretch","items":[{"type":"TextBlock","text":"Senior Wealth Advisor","weight":"bolder","size":"medium"},{"type":"TextBlock","text":"Dallas, open to moving","isSubtle":true,"spacing":"none"}]},
                  {"type":"Column","width":"auto","items":[{"type":"TextBlock","text":"92 % keen","color":"good","weight":"bolder","horizontalAlignment":"right"},{"type":"TextBlock","text":"TWAV114892","isSubtle":true,"size":"small","spacing":"none","horizontalAlignment":"right"}]}]},
                {"type":"TextBlock","text":"- Manages over $1B for 140 families\n- Production up 18 % a year\n- Top tenth of the firm\n- CFA, CFP, Series 7 and 66\n- Leads a team of four"}]},
              {"type":"Container","style":"warning","items":[{"type":"TextBlock","text":"One candidate went to this audience two weeks ago.","wrap":true}]},
              {"type":"Input.Number","id":"max","label":"Candidates","value":6,"min":1,"max":50,"isRequired":true,"errorMessage":"Say how many."},
              {"type":"Input.ChoiceSet","id":"audience","label":"Audience","value":"advisors","choices":[{"title":"Advisors","value":"advisors"},{"title":"Executives","value":"c_suite"}]},
              {"type":"Input.Toggle","id":"vault","title":"Include the vault","value":"false"}],
             "actions":[{"type":"Action.Submit","title":"Apply filters","style":"positive","data":{"kind":"filters"}},{"type":"Action.Execute","title":"Good digest","verb":"feedback"}]}
            """;
    }
}
