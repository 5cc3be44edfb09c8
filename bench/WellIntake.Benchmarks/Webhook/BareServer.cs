using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace WellIntake.Benchmarks.Webhook;

/// <summary>The yardstick: Kestrel that parses the activity and answers with a card of the usual size; nothing is kept.</summary>
internal static class BareServer
{
    private const string Card = """{"activities":[{"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":{"type":"AdaptiveCard","body":[{"type":"TextBlock","text":"PAD"}]}}]}]}""";

    public static async Task RunAsync(int port)
    {
        var answer = System.Text.Encoding.UTF8.GetBytes(Card.Replace("PAD", new string('x', 1300), StringComparison.Ordinal));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        app.Run(async context =>
        {
            if (context.Request.Method == "POST")
            {
                using var activity = await System.Text.Json.JsonDocument.ParseAsync(context.Request.Body);
                GC.KeepAlive(activity.RootElement.GetProperty("text").GetString());
            }

            context.Response.ContentType = "application/json";
            context.Response.ContentLength = answer.Length;
            await context.Response.BodyWriter.WriteAsync(answer);
        });
        await app.RunAsync();
    }
}
