namespace Azure.Messaging.ServiceBus.Administration;

public partial class ServiceBusAdministrationClient
{
    /// <summary>Creates a topic with the service's defaults.</summary>
    /// <param name="name">The topic.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The topic as it was created.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessagingEntityAlreadyExists"/>, or another reason.</exception>
    public virtual Task<Response<TopicProperties>> CreateTopicAsync(string name, CancellationToken cancellationToken = default)
        => CreateTopicAsync(new CreateTopicOptions(name), cancellationToken);

    /// <summary>Creates a topic.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The topic as it was created.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessagingEntityAlreadyExists"/>, or another reason.</exception>
    public virtual Task<Response<TopicProperties>> CreateTopicAsync(CreateTopicOptions options, CancellationToken cancellationToken = default)
        => PutTopicAsync(Check.NotNull(options, nameof(options)).ToProperties(), isUpdate: false, cancellationToken);

    /// <summary>A topic's settings.</summary>
    /// <param name="name">The topic.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessagingEntityNotFound"/>, or another reason.</exception>
    public virtual async Task<Response<TopicProperties>> GetTopicAsync(string name, CancellationToken cancellationToken = default)
    {
        var found = await _pipeline.GetAsync(TopicPath(name), Descriptions.Topic.Name, cancellationToken);
        return Response.FromValue(Descriptions.Topic.Read(new TopicProperties(name), found.Description), found.Response);
    }

    /// <summary>A topic's counts.</summary>
    /// <param name="name">The topic.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The counts.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessagingEntityNotFound"/>, or another reason.</exception>
    public virtual async Task<Response<TopicRuntimeProperties>> GetTopicRuntimePropertiesAsync(string name, CancellationToken cancellationToken = default)
    {
        var found = await _pipeline.GetAsync(TopicPath(name), Descriptions.Topic.Name, cancellationToken);
        return Response.FromValue(RuntimeCounts.Topic(name, found.Description), found.Response);
    }

    /// <summary>Whether there is such a topic.</summary>
    /// <param name="name">The topic.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>Whether there is.</returns>
    public virtual Task<Response<bool>> TopicExistsAsync(string name, CancellationToken cancellationToken = default)
        => ExistsAsync(TopicPath(name), Descriptions.Topic.Name, cancellationToken);

    /// <summary>Changes a topic's settings: those that may change after creation.</summary>
    /// <param name="topic">The settings, from <see cref="GetTopicAsync"/>.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The settings as they are now.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessagingEntityNotFound"/>, or another reason.</exception>
    public virtual Task<Response<TopicProperties>> UpdateTopicAsync(TopicProperties topic, CancellationToken cancellationToken = default)
        => PutTopicAsync(Check.NotNull(topic, nameof(topic)), isUpdate: true, cancellationToken);

    /// <summary>Deletes a topic and all that is in it.</summary>
    /// <param name="name">The topic.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The service's answer.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessagingEntityNotFound"/>, or another reason.</exception>
    public virtual Task<Response> DeleteTopicAsync(string name, CancellationToken cancellationToken = default)
        => _pipeline.DeleteAsync(TopicPath(name), cancellationToken);

    /// <summary>All topics.</summary>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>Their settings, read as one goes through them.</returns>
    public virtual AsyncPageable<TopicProperties> GetTopicsAsync(CancellationToken cancellationToken = default)
        => _pipeline.List("$Resources/topics", Descriptions.Topic.Name, (title, description) => Descriptions.Topic.Read(new TopicProperties(title), description), cancellationToken);

    /// <summary>All topics' counts.</summary>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>Their counts, read as one goes through them.</returns>
    public virtual AsyncPageable<TopicRuntimeProperties> GetTopicsRuntimePropertiesAsync(CancellationToken cancellationToken = default)
        => _pipeline.List("$Resources/topics", Descriptions.Topic.Name, (title, description) => RuntimeCounts.Topic(title, description), cancellationToken);

    private async Task<Response<TopicProperties>> PutTopicAsync(TopicProperties topic, bool isUpdate, CancellationToken cancellationToken)
    {
        var put = await _pipeline.PutAsync(TopicPath(topic.Name), Descriptions.Topic.Name, Descriptions.Topic.Serialize(topic), isUpdate, cancellationToken);
        return Response.FromValue(Descriptions.Topic.Read(new TopicProperties(topic.Name), put.Description), put.Response);
    }
}
