namespace Azure.Messaging.ServiceBus.Administration;

public partial class ServiceBusAdministrationClient
{
    /// <summary>Creates a queue with the service's defaults.</summary>
    /// <param name="name">The queue.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The queue as it was created.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessagingEntityAlreadyExists"/>, or another reason.</exception>
    public virtual Task<Response<QueueProperties>> CreateQueueAsync(string name, CancellationToken cancellationToken = default)
        => CreateQueueAsync(new CreateQueueOptions(name), cancellationToken);

    /// <summary>Creates a queue.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The queue as it was created.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessagingEntityAlreadyExists"/>, or another reason.</exception>
    public virtual Task<Response<QueueProperties>> CreateQueueAsync(CreateQueueOptions options, CancellationToken cancellationToken = default)
        => PutQueueAsync(Check.NotNull(options, nameof(options)).ToProperties(), isUpdate: false, cancellationToken);

    /// <summary>A queue's settings.</summary>
    /// <param name="name">The queue.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessagingEntityNotFound"/>, or another reason.</exception>
    public virtual async Task<Response<QueueProperties>> GetQueueAsync(string name, CancellationToken cancellationToken = default)
    {
        var found = await _pipeline.GetAsync(QueuePath(name), Descriptions.Queue.Name, cancellationToken);
        return Response.FromValue(Descriptions.Queue.Read(new QueueProperties(name), found.Description), found.Response);
    }

    /// <summary>A queue's counts.</summary>
    /// <param name="name">The queue.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The counts.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessagingEntityNotFound"/>, or another reason.</exception>
    public virtual async Task<Response<QueueRuntimeProperties>> GetQueueRuntimePropertiesAsync(string name, CancellationToken cancellationToken = default)
    {
        var found = await _pipeline.GetAsync(QueuePath(name), Descriptions.Queue.Name, cancellationToken);
        return Response.FromValue(RuntimeCounts.Queue(name, found.Description), found.Response);
    }

    /// <summary>Whether there is such a queue.</summary>
    /// <param name="name">The queue.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>Whether there is.</returns>
    public virtual Task<Response<bool>> QueueExistsAsync(string name, CancellationToken cancellationToken = default)
        => ExistsAsync(QueuePath(name), Descriptions.Queue.Name, cancellationToken);

    /// <summary>Changes a queue's settings: those that may change after creation.</summary>
    /// <param name="queue">The settings, from <see cref="GetQueueAsync"/>.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The settings as they are now.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessagingEntityNotFound"/>, or another reason.</exception>
    public virtual Task<Response<QueueProperties>> UpdateQueueAsync(QueueProperties queue, CancellationToken cancellationToken = default)
        => PutQueueAsync(Check.NotNull(queue, nameof(queue)), isUpdate: true, cancellationToken);

    /// <summary>Deletes a queue and all that is in it.</summary>
    /// <param name="name">The queue.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The service's answer.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessagingEntityNotFound"/>, or another reason.</exception>
    public virtual Task<Response> DeleteQueueAsync(string name, CancellationToken cancellationToken = default)
        => _pipeline.DeleteAsync(QueuePath(name), cancellationToken);

    /// <summary>All queues.</summary>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>Their settings, read as one goes through them.</returns>
    public virtual AsyncPageable<QueueProperties> GetQueuesAsync(CancellationToken cancellationToken = default)
        => _pipeline.List("$Resources/queues", Descriptions.Queue.Name, (title, description) => Descriptions.Queue.Read(new QueueProperties(title), description), cancellationToken);

    /// <summary>All queues' counts.</summary>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>Their counts, read as one goes through them.</returns>
    public virtual AsyncPageable<QueueRuntimeProperties> GetQueuesRuntimePropertiesAsync(CancellationToken cancellationToken = default)
        => _pipeline.List("$Resources/queues", Descriptions.Queue.Name, (title, description) => RuntimeCounts.Queue(title, description), cancellationToken);

    private async Task<Response<QueueProperties>> PutQueueAsync(QueueProperties queue, bool isUpdate, CancellationToken cancellationToken)
    {
        var put = await _pipeline.PutAsync(QueuePath(queue.Name), Descriptions.Queue.Name, Descriptions.Queue.Serialize(queue), isUpdate, cancellationToken);
        return Response.FromValue(Descriptions.Queue.Read(new QueueProperties(queue.Name), put.Description), put.Response);
    }
}
