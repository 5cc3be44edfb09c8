using WellIntake.ServiceBus.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>Requests to an entity's node <c>$management</c>.</summary>
internal sealed class ManagementClient
{
    private readonly ConnectionScope _scope;
    private readonly string _entityPath;
    private readonly Func<string?> _linkName;
    private readonly OnDemand<OpenRequests> _requests;

    /// <param name="scope">The connection.</param>
    /// <param name="entityPath">The entity.</param>
    /// <param name="owner">Whose requests they are, for exceptions.</param>
    /// <param name="linkName">The name of the link that requests belong to (a session's lock is the link's), if one is open.</param>
    public ManagementClient(ConnectionScope scope, string entityPath, string owner, Func<string?> linkName)
    {
        (_scope, _entityPath, _linkName) = (scope, entityPath, linkName);
        var address = $"{entityPath}/$management";
        _requests = new OnDemand<OpenRequests>(
            owner,
            cancellationToken => scope.AttachAsync(address, async session => new OpenRequests(session, await AmqpRequestLink.AttachAsync(session, address, cancellationToken)), cancellationToken),
            open => open.Link.IsOpen,
            // The session takes both links with it.
            (open, cancellationToken) => open.Session.EndAsync(cancellationToken));
    }

    /// <summary>One request; the answer's body, empty where there was nothing (status 204).</summary>
    /// <exception cref="ServiceBusException">The service refused; likewise the others of <see cref="ServiceErrors"/>.</exception>
    public async Task<AmqpMap> RequestAsync(string operation, AmqpMap body, CancellationToken cancellationToken)
    {
        var link = (await _requests.GetAsync(cancellationToken)).Link;
        var request = new AmqpMessage
        {
            ApplicationProperties = new()
            {
                ["operation"] = "com.microsoft:" + operation,
                ["com.microsoft:server-timeout"] = (uint)_scope.Retries.TryTimeout.TotalMilliseconds,
                ["com.microsoft:tracking-id"] = Guid.NewGuid().ToString(),
            },
            Value = body,
        };
        if (_linkName() is { } name)
            request.ApplicationProperties["associated-link-name"] = name;
        var answer = await link.RequestAsync(request, _scope.Retries.TryTimeout, cancellationToken);
        var status = ManagementStatus.From(answer, "statusCode", "statusDescription");
        if (!status.IsSuccess)
            throw status.ToException(_entityPath);
        return status.Code == ManagementStatus.NoContent ? new AmqpMap() : answer.Value as AmqpMap ?? new AmqpMap();
    }

    public Task CloseAsync(CancellationToken cancellationToken) => _requests.CloseAsync(cancellationToken);

    private sealed record OpenRequests(AmqpSession Session, AmqpRequestLink Link);
}
