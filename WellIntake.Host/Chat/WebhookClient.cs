using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using WellIntake.Host.Chat.Connector;

namespace WellIntake.Host.Chat;

/// <summary>What the webhook answered.</summary>
/// <param name="Accepted">False when the activity did not get through; sending it again with the same id is safe.</param>
/// <param name="Card">A card that takes the place of the one whose button was pressed.</param>
/// <param name="Notice">Something to tell the person; null when there is nothing.</param>
internal sealed record WebhookAnswer(bool Accepted, JsonObject? Card = null, string? Notice = null);

/// <summary>Posts activities to this server's own webhook, over HTTP, as Teams does.</summary>
internal sealed partial class WebhookClient(
    IHttpClientFactory clients, LocalAccess access, IOptions<ChatOptions> options, TimeProvider time, ILogger<WebhookClient> logger)
{
    /// <summary>The name of its <see cref="HttpClient"/>.</summary>
    public const string HttpClientName = "local-chat";

    private const int MaxAnswerBytes = 1_048_576;
    private const int MaxNoticeLength = 500;

    /// <summary>Where the bot answers: this server's connector. Null while the server does not listen.</summary>
    public string? ServiceUrl =>
        access.OwnAddress is { } own ? new Uri(own, ConnectorEndpoints.BasePath).AbsoluteUri : null;

    /// <summary>Posts it once. Every failure becomes an answer that says so; throws only when <paramref name="ct"/> is cancelled.</summary>
    public async Task<WebhookAnswer> PostAsync(JsonObject activity, CancellationToken ct)
    {
        if (access.OwnAddress is not { } own)
            return new WebhookAnswer(false, Notice: "The server is still starting. Please try again.");

        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.WebhookTimeoutSeconds), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, ct);
        try
        {
            using var content = new StringContent(activity.ToJsonString(), Encoding.UTF8, "application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(own, options.Value.WebhookPath)) { Content = content };
            using var response = await clients.CreateClient(HttpClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            if (!response.IsSuccessStatusCode)
            {
                Log.Refused(logger, (int)response.StatusCode);
                return new WebhookAnswer(false, Notice: $"WellIntake did not take the message (HTTP {(int)response.StatusCode}). Please try again.");
            }

            var body = await BoundedJson.ReadAsync(await response.Content.ReadAsStreamAsync(both.Token), MaxAnswerBytes, both.Token);
            return Read(body);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Log.TimedOut(logger, options.Value.WebhookTimeoutSeconds);
            return new WebhookAnswer(false, Notice: "WellIntake took too long to answer. Please try again.");
        }
        catch (HttpRequestException e)
        {
            Log.NotReached(logger, e.HttpRequestError);
            return new WebhookAnswer(false, Notice: "WellIntake could not be reached. Please try again.");
        }
    }

    /// <summary>Reads an invoke response, <c>{statusCode, type, value}</c>; an empty or other body is a plain acceptance.</summary>
    internal static WebhookAnswer Read(byte[]? body)
    {
        if (body is null or { Length: 0 })
            return new WebhookAnswer(true);
        try
        {
            if (JsonNode.Parse(body) is not JsonObject answer)
                return new WebhookAnswer(true);
            var failed = answer["statusCode"] is JsonValue status && status.TryGetValue<int>(out var code) && code >= 400;
            return Text(answer["type"]) switch
            {
                ActivityReader.CardType when answer["value"] is JsonObject card => new WebhookAnswer(true, (JsonObject)card.DeepClone()),
                "application/vnd.microsoft.activity.message" => new WebhookAnswer(true, Notice: Short(Text(answer["value"]))),
                "application/vnd.microsoft.error" => new WebhookAnswer(true, Notice: Short(Text((answer["value"] as JsonObject)?["message"])) ?? NotPossible),
                _ => new WebhookAnswer(true, Notice: failed ? NotPossible : null),
            };
        }
        catch (JsonException)
        {
            return new WebhookAnswer(true);
        }
    }

    private const string NotPossible = "This could not be done.";

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string? Short(string? text) => text is { Length: > MaxNoticeLength } ? text[..MaxNoticeLength] + "…" : text;

    private static partial class Log
    {
        [LoggerMessage(7101, LogLevel.Warning, "The local chat page: the webhook answered {StatusCode}.")]
        public static partial void Refused(ILogger logger, int statusCode);

        [LoggerMessage(7102, LogLevel.Warning, "The local chat page: the webhook did not answer within {Seconds} s.")]
        public static partial void TimedOut(ILogger logger, int seconds);

        [LoggerMessage(7103, LogLevel.Warning, "The local chat page: the webhook could not be reached: {Error}.")]
        public static partial void NotReached(ILogger logger, HttpRequestError error);
    }
}
