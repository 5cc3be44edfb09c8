using System.Net;
using WellIntake.Host.Web.Admin;
using WellIntake.Tests.EndToEnd;

namespace WellIntake.Tests.Admin;

/// <summary>Who is let into the admin interface.</summary>
[TestClass]
public sealed class AdminAccessTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(120_000, CooperativeCancellation = true), TestCategory("SEC-2")]
    public async Task DeadLetters_WithAndWithoutTheKey_OnlyItsHolderIsLetIn()
    {
        await using var program = await ServedProgram.StartAsync(Ct);
        var door = await AdminDoor.ReadAsync(program.Folder, Ct);
        Assert.IsNotNull(door);
        if (!OperatingSystem.IsWindows())
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(program.Folder, "admin.json")));

        Assert.AreEqual(HttpStatusCode.OK, await AskAsync(door, door.Key));
        Assert.AreEqual(HttpStatusCode.Unauthorized, await AskAsync(door, null));
        Assert.AreEqual(HttpStatusCode.Unauthorized, await AskAsync(door, door.Key[..^1]));
        Assert.AreEqual(HttpStatusCode.Forbidden, await AskAsync(door, door.Key, ("Origin", "https://evil.example")));
        Assert.AreEqual(HttpStatusCode.Forbidden, await AskAsync(door, door.Key, ("Sec-Fetch-Site", "cross-site")));
        Assert.AreEqual(HttpStatusCode.Forbidden, await AskAsync(door, door.Key, ("Host", "evil.example")));
        Assert.AreEqual(HttpStatusCode.NotFound, await AskAsync(door, door.Key, ("X-Forwarded-For", "203.0.113.9")));
        Assert.AreEqual(HttpStatusCode.BadRequest, await AskAsync(door, door.Key, body: "no json"));
        Assert.AreEqual(HttpStatusCode.BadRequest, await AskAsync(door, door.Key, body: """{"limit":0}"""));
    }

    private async Task<HttpStatusCode> AskAsync(AdminDoor door, string? key, (string Name, string Value)? header = null, string body = "{}")
    {
        using var http = new HttpClient();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(door.Url, DeadLetterEndpoints.Root + "/find")) { Content = content };
        if (key is not null)
            request.Headers.Add("Authorization", $"Bearer {key}");
        if (header is var (name, value))
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request, Ct);
        return response.StatusCode;
    }
}
