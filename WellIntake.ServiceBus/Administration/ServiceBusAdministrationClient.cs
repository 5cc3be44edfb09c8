using Azure.Core;

namespace Azure.Messaging.ServiceBus.Administration;

/// <summary>Creates, changes, counts and deletes queues, topics and subscriptions. Safe for many threads; holds nothing that has to be disposed.</summary>
public partial class ServiceBusAdministrationClient
{
    private readonly AdministrationPipeline _pipeline = null!;

    /// <summary>For a stand-in in tests: nothing works.</summary>
    protected ServiceBusAdministrationClient()
    {
    }

    /// <summary>A client for the namespace, and with the key, of a connection string.</summary>
    /// <param name="connectionString">The connection string; with <c>UseDevelopmentEmulator=true</c> it speaks plain HTTP to the endpoint's port.</param>
    /// <exception cref="ArgumentException">Empty, or without endpoint or key.</exception>
    /// <exception cref="FormatException">Malformed.</exception>
    public ServiceBusAdministrationClient(string connectionString)
        : this(connectionString, new ServiceBusAdministrationClientOptions())
    {
    }

    /// <summary>A client for the namespace, and with the key, of a connection string.</summary>
    /// <param name="connectionString">The connection string.</param>
    /// <param name="options">Version, retries and the like.</param>
    /// <exception cref="ArgumentException">Empty, or without endpoint or key.</exception>
    /// <exception cref="FormatException">Malformed.</exception>
    public ServiceBusAdministrationClient(string connectionString, ServiceBusAdministrationClientOptions options)
    {
        var properties = ServiceBusConnectionStringProperties.Parse(connectionString).Validate(nameof(connectionString));
        _pipeline = new AdministrationPipeline(NamespaceEndpoint.From(properties), ServiceCredential.From(properties, TimeProvider.System), options ?? new ServiceBusAdministrationClientOptions());
    }

    /// <summary>A client that signs in with Entra ID.</summary>
    /// <param name="fullyQualifiedNamespace">The namespace: <c>NAME.servicebus.windows.net</c>.</param>
    /// <param name="credential">Where tokens come from.</param>
    public ServiceBusAdministrationClient(string fullyQualifiedNamespace, TokenCredential credential)
        : this(fullyQualifiedNamespace, credential, new ServiceBusAdministrationClientOptions())
    {
    }

    /// <summary>A client that signs in with Entra ID.</summary>
    /// <param name="fullyQualifiedNamespace">The namespace: <c>NAME.servicebus.windows.net</c>.</param>
    /// <param name="credential">Where tokens come from.</param>
    /// <param name="options">Version, retries and the like.</param>
    /// <exception cref="ArgumentException">No host name, or no credential.</exception>
    public ServiceBusAdministrationClient(string fullyQualifiedNamespace, TokenCredential credential, ServiceBusAdministrationClientOptions options)
        => _pipeline = new AdministrationPipeline(
            NamespaceEndpoint.From(fullyQualifiedNamespace, nameof(fullyQualifiedNamespace)),
            new EntraCredential(Check.NotNull(credential, nameof(credential))),
            options ?? new ServiceBusAdministrationClientOptions());

    private async Task<Response<bool>> ExistsAsync(string path, string description, CancellationToken cancellationToken)
    {
        try
        {
            var found = await _pipeline.GetAsync(path, description, cancellationToken);
            return Response.FromValue(true, found.Response);
        }
        catch (ServiceBusException exception) when (exception.Reason == ServiceBusFailureReason.MessagingEntityNotFound)
        {
            return Response.FromValue(false, (exception.InnerException as RequestFailedException)?.GetRawResponse()!);
        }
    }

    private static string QueuePath(string name) => EntityLimits.Path(name, nameof(name));

    private static string TopicPath(string name) => EntityLimits.Path(name, nameof(name));

    private static string SubscriptionPath(string topicName, string subscriptionName)
        => EntityPaths.Subscription(EntityLimits.Path(topicName, nameof(topicName)), EntityLimits.Subscription(subscriptionName, nameof(subscriptionName)));
}
