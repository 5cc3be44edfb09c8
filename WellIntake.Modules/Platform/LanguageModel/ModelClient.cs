using System.ClientModel;
using System.ClientModel.Primitives;
using Azure.Core;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace WellIntake.Modules.Platform.LanguageModel;

/// <summary>Makes the client: OpenAI's own, behind <see cref="IChatClient"/>.</summary>
internal static class ModelClient
{
    /// <summary>The name of its <see cref="HttpClient"/>.</summary>
    public const string HttpClientName = "language-model";

    // A local service takes no key, but the client sends one.
    private const string NoKey = "none";

    /// <summary>
    /// A client for the endpoint. It tries once: whoever waits is better served by the offline result now. The credential
    /// is asked for with the first call only.
    /// </summary>
    public static IChatClient Create(LanguageModelOptions options, HttpClient http, Func<TokenCredential> credential)
    {
        var endpoint = ModelEndpoint.TryRead(options.Endpoint!, options.Model) ?? throw new ArgumentException("The endpoint is no address.", nameof(options));
        var settings = new OpenAIClientOptions
        {
            Endpoint = endpoint.Address,
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            // The caller's token ends a call.
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
        };
#pragma warning disable OPENAI001 // Experimental in name: a token policy is all that a credential needs.
        var client = options.ApiKey is { Length: > 0 } key ? new ChatClient(endpoint.Model, new ApiKeyCredential(key), settings)
            : endpoint.Address.Scheme == Uri.UriSchemeHttps ? new ChatClient(endpoint.Model, new BearerTokenPolicy(credential(), options.TokenScope), settings)
            : new ChatClient(endpoint.Model, new ApiKeyCredential(NoKey), settings);
#pragma warning restore OPENAI001
        return client.AsIChatClient().AsBuilder()
            .UseOpenTelemetry(sourceName: LanguageModelTelemetry.Name, configure: c => c.EnableSensitiveData = false)
            .Build();
    }
}
