using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WellIntake.Host.Chat;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Tests.Chat;

/// <summary>A real server on a free loopback port with the chat page, its table in memory, and a webhook made by the test.</summary>
internal sealed class ChatTestHost : IAsyncDisposable
{
    private readonly SqliteConnection _keepAlive;
    private readonly WebApplication _app;

    private ChatTestHost(WebApplication app, SqliteConnection keepAlive)
    {
        (_app, _keepAlive) = (app, keepAlive);
        Address = new Uri(app.Urls.First());
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
    }

    public Uri Address { get; }

    /// <summary>Keeps cookies, follows no redirects.</summary>
    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Activities that the webhook got.</summary>
    public List<JsonObject> Received { get; } = [];

    public Func<JsonObject, Task<IResult>> Webhook { get; set; } = _ => Task.FromResult(Results.Ok());

    public static async Task<ChatTestHost> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var name = $"Data Source=file:chat-{Guid.NewGuid():N}?mode=memory&cache=shared";
        var keepAlive = new SqliteConnection(name);
        await keepAlive.OpenAsync();

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddDataProtection();
        builder.Services.AddDbContextFactory<WellIntakeDbContext>(options => options.UseSqlite(name).UseModel(OnlyChat()));
        builder.Services.AddLocalChat(builder.Configuration);
        var app = builder.Build();
        await using (var db = await app.Services.GetRequiredService<IDbContextFactory<WellIntakeDbContext>>().CreateDbContextAsync())
            await db.Database.EnsureCreatedAsync();

        ChatTestHost? host = null;
        app.MapLocalChat();
        app.MapPost("/api/teams/webhook", async (HttpRequest request) =>
        {
            var activity = (await JsonNode.ParseAsync(request.Body))!.AsObject();
            lock (host!.Received)
                host.Received.Add(activity);
            return await host.Webhook(activity);
        });
        await app.StartAsync();
        return host = new ChatTestHost(app, keepAlive);
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task StopAsync() => await _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await _keepAlive.DisposeAsync();
    }

    // The page needs one table; the others have their own tests.
    private static IModel OnlyChat()
    {
        var model = new ModelBuilder(SqliteConventionSetBuilder.Build());
        model.Entity<ChatActivity>().HasIndex(a => new { a.ConversationId, a.ActivityId }).IsUnique();
        return model.FinalizeModel();
    }
}
