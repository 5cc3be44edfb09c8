namespace WellIntake.ServiceBus.Amqp;

/// <content>Links: their handles, attach and detach (amqp-core 2.6).</content>
internal sealed partial class AmqpSession
{
    private const uint MaxHandle = 1023;

    private readonly List<AmqpLink?> _links = [];
    private readonly Dictionary<uint, AmqpLink> _byRemoteHandle = [];
    private uint _handleMax = MaxHandle;

    /// <summary>Gives a handle back that both ends have detached.</summary>
    internal void Forget(AmqpLink link)
    {
        _links[(int)link.Handle] = null;
        if (link.RemoteHandle is { } remote)
            _byRemoteHandle.Remove(remote);
    }

    /// <summary>Lets senders go on whose credit, window or room to write has grown.</summary>
    internal void Pump()
    {
        foreach (var link in _links)
            (link as AmqpSenderLink)?.Pump();
    }

    internal void ExpireBefore(long now)
    {
        foreach (var link in _links)
            link?.Expire(now);
        ExpireSettles(now);
    }

    private async Task<TLink> AttachAsync<TLink>(TLink link, TimeSpan? timeout, CancellationToken cancellationToken)
        where TLink : AmqpLink
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (Gate)
        {
            ThrowIfNotOpen();
            var handle = _links.IndexOf(null);
            if (handle < 0)
                handle = _links.Count;
            if (handle > _handleMax)
                throw new AmqpException(AmqpScope.Operation, AmqpConditions.ResourceLimitExceeded, $"All {_handleMax + 1} links of the session are in use");
            link.Handle = (uint)handle;
            Connection.Send(Channel, link.Attach());
            if (handle == _links.Count)
                _links.Add(link);
            else
                _links[handle] = link;
        }

        try
        {
            await link.Attached.WaitAsync(timeout ?? Options.OperationTimeout, Options.TimeProvider, cancellationToken);
            return link;
        }
        catch (TimeoutException e)
        {
            Abandon(link);
            throw new TimeoutException($"The broker did not answer the attach of a link within {timeout ?? Options.OperationTimeout}.", e);
        }
        catch (OperationCanceledException)
        {
            Abandon(link);
            throw;
        }
    }

    private void Abandon(AmqpLink link)
    {
        lock (Gate)
            link.Detach(null, new AmqpException(AmqpScope.Link, AmqpConditions.DetachForced, "The link was detached by this end"), byThisEnd: true);
    }

    private void AttachedByPeer(AmqpAttach attach)
    {
        AmqpLink? link = null;
        foreach (var candidate in _links)
        {
            if (candidate is { RemoteHandle: null } && candidate.Name == attach.Name && candidate.IsReceiver != attach.IsReceiver)
                link = candidate;
        }

        if (link is null)
            throw new AmqpException(AmqpScope.Session, AmqpConditions.NotImplemented, "The broker attached a link that this end did not ask for");
        if (!_byRemoteHandle.TryAdd(attach.Handle, link))
            throw new AmqpException(AmqpScope.Session, AmqpConditions.HandleInUse, $"The broker gave handle {attach.Handle} to a second link");
        link.RemoteHandle = attach.Handle;
        link.AttachedByPeer(attach);
    }

    private AmqpLink? FindLink(uint remoteHandle)
    {
        if (_byRemoteHandle.TryGetValue(remoteHandle, out var link))
            return link;
        return _state == State.Open
            ? throw new AmqpException(AmqpScope.Session, AmqpConditions.UnattachedHandle, $"The broker speaks of handle {remoteHandle}, which it attached to no link")
            : null;
    }
}
