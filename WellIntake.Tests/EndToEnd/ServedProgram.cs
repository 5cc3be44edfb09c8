using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Host;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.EndToEnd;

/// <summary>The program as it serves, in this process, with the sample records and a channel.</summary>
internal sealed class ServedProgram : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private ServedProgram(WebApplication app, StubConnector channel, string folder) =>
        (_app, Channel, Folder, _http) = (app, channel, folder, new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(15) });

    public StubConnector Channel { get; }

    /// <summary>Its data folder.</summary>
    public string Folder { get; }

    public static async Task<ServedProgram> StartAsync(CancellationToken ct, params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("wellintake-served-").FullName;
        var channel = await StubConnector.StartAsync();
        var app = HostComposition.BuildServer(
            [$"--WELLINTAKE_DATA={folder}", "--urls=http://127.0.0.1:0", "--LOG_LEVEL=ERROR", "--WellIntake:Teams:BotRequestsPerSecond=10000", .. settings], quiet: true);
        await app.StartAsync(ct);
        return new ServedProgram(app, channel, folder);
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task<T> ReadAsync<T>(Func<WellIntakeDbContext, Task<T>> read)
    {
        await using var db = await Get<IDbContextFactory<WellIntakeDbContext>>().CreateDbContextAsync();
        return await read(db);
    }

    /// <summary>Says something in a conversation, and returns the response's body once it is there.</summary>
    public Task<string> SayAsync(string text, string conversation, string user, bool expectReplies, CancellationToken ct) =>
        PostAsync(_http, Channel, text, conversation, user, expectReplies, ct);

    /// <summary>The same to a program of another address.</summary>
    public static async Task<string> PostAsync(
        HttpClient http, StubConnector channel, string text, string conversation, string user, bool expectReplies, CancellationToken ct)
    {
        var activity = new JsonObject
        {
            ["type"] = "message",
            ["id"] = "1",
            ["timestamp"] = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
            ["channelId"] = "msteams",
            ["serviceUrl"] = channel.ServiceUrl,
            ["from"] = new JsonObject { ["id"] = user },
            ["recipient"] = new JsonObject { ["id"] = "bot" },
            ["conversation"] = new JsonObject { ["id"] = conversation, ["conversationType"] = "personal" },
            ["text"] = text,
        };
        if (expectReplies)
            activity["deliveryMode"] = "expectReplies";
        using var content = new StringContent(activity.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri("/api/teams/webhook", UriKind.Relative), content, ct);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Channel.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}
