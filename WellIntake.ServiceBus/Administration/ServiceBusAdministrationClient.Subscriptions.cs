namespace Azure.Messaging.ServiceBus.Administration;

public partial class ServiceBusAdministrationClient
{
    /// <summary>Creates a subscription with the service's defaults.</summary>
    /// <param name="topicName">The topic.</param>
    /// <param name="subscriptionName">The subscription.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The subscription as it was created.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessagingEntityAlreadyExists"/>, or another reason.</exception>
    public virtual Task<Response<SubscriptionProperties>> CreateSubscriptionAsync(string topicName, string subscriptionName, CancellationToken cancellationToken = default)
        => CreateSubscriptionAsync(new CreateSubscriptionOptions(topicName, subscriptionName), cancellationToken);

    /// <summary>Creates a subscription.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The subscription as it was created.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessagingEntityAlreadyExists"/>, or another reason.</exception>
    public virtual Task<Response<SubscriptionProperties>> CreateSubscriptionAsync(CreateSubscriptionOptions options, CancellationToken cancellationToken = default)
        => PutSubscriptionAsync(Check.NotNull(options, nameof(options)).ToProperties(), isUpdate: false, cancellationToken);

    /// <summary>A subscription's settings.</summary>
    /// <param name="topicName">The topic.</param>
    /// <param name="subscriptionName">The subscription.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessagingEntityNotFound"/>, or another reason.</exception>
    public virtual async Task<Response<SubscriptionProperties>> GetSubscriptionAsync(string topicName, string subscriptionName, CancellationToken cancellationToken = default)
    {
        var found = await _pipeline.GetAsync(SubscriptionPath(topicName, subscriptionName), Descriptions.Subscription.Name, cancellationToken);
        return Response.FromValue(Descriptions.Subscription.Read(new SubscriptionProperties(topicName, subscriptionName), found.Description), found.Response);
    }

    /// <summary>A subscription's counts.</summary>
    /// <param name="topicName">The topic.</param>
    /// <param name="subscriptionName">The subscription.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The counts.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessagingEntityNotFound"/>, or another reason.</exception>
    public virtual async Task<Response<SubscriptionRuntimeProperties>> GetSubscriptionRuntimePropertiesAsync(string topicName, string subscriptionName, CancellationToken cancellationToken = default)
    {
        var found = await _pipeline.GetAsync(SubscriptionPath(topicName, subscriptionName), Descriptions.Subscription.Name, cancellationToken);
        return Response.FromValue(RuntimeCounts.Subscription(topicName, subscriptionName, found.Description), found.Response);
    }

    /// <summary>Whether there is such a subscription.</summary>
    /// <param name="topicName">The topic.</param>
    /// <param name="subscriptionName">The subscription.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>Whether there is.</returns>
    public virtual Task<Response<bool>> SubscriptionExistsAsync(string topicName, string subscriptionName, CancellationToken cancellationToken = default)
        => ExistsAsync(SubscriptionPath(topicName, subscriptionName), Descriptions.Subscription.Name, cancellationToken);

    /// <summary>Changes a subscription's settings: those that may change after creation.</summary>
    /// <param name="subscription">The settings, from <see cref="GetSubscriptionAsync"/>.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The settings as they are now.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessagingEntityNotFound"/>, or another reason.</exception>
    public virtual Task<Response<SubscriptionProperties>> UpdateSubscriptionAsync(SubscriptionProperties subscription, CancellationToken cancellationToken = default)
        => PutSubscriptionAsync(Check.NotNull(subscription, nameof(subscription)), isUpdate: true, cancellationToken);

    /// <summary>Deletes a subscription and all that is in it.</summary>
    /// <param name="topicName">The topic.</param>
    /// <param name="subscriptionName">The subscription.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The service's answer.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessagingEntityNotFound"/>, or another reason.</exception>
    public virtual Task<Response> DeleteSubscriptionAsync(string topicName, string subscriptionName, CancellationToken cancellationToken = default)
        => _pipeline.DeleteAsync(SubscriptionPath(topicName, subscriptionName), cancellationToken);

    /// <summary>All subscriptions.</summary>
    /// <param name="topicName">The topic.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>Their settings, read as one goes through them.</returns>
    public virtual AsyncPageable<SubscriptionProperties> GetSubscriptionsAsync(string topicName, CancellationToken cancellationToken = default)
        => _pipeline.List($"{TopicPath(topicName)}/Subscriptions", Descriptions.Subscription.Name, (title, description) => Descriptions.Subscription.Read(new SubscriptionProperties(topicName, title), description), cancellationToken);

    /// <summary>All subscriptions' counts.</summary>
    /// <param name="topicName">The topic.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>Their counts, read as one goes through them.</returns>
    public virtual AsyncPageable<SubscriptionRuntimeProperties> GetSubscriptionsRuntimePropertiesAsync(string topicName, CancellationToken cancellationToken = default)
        => _pipeline.List($"{TopicPath(topicName)}/Subscriptions", Descriptions.Subscription.Name, (title, description) => RuntimeCounts.Subscription(topicName, title, description), cancellationToken);

    private async Task<Response<SubscriptionProperties>> PutSubscriptionAsync(SubscriptionProperties subscription, bool isUpdate, CancellationToken cancellationToken)
    {
        var put = await _pipeline.PutAsync(SubscriptionPath(subscription.TopicName, subscription.SubscriptionName), Descriptions.Subscription.Name, Descriptions.Subscription.Serialize(subscription), isUpdate, cancellationToken);
        return Response.FromValue(Descriptions.Subscription.Read(new SubscriptionProperties(subscription.TopicName, subscription.SubscriptionName), put.Description), put.Response);
    }
}
