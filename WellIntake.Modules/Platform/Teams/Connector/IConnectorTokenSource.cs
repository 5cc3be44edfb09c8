namespace WellIntake.Modules.Platform.Teams.Connector;

/// <summary>Tokens for outgoing calls.</summary>
internal interface IConnectorTokenSource
{
    /// <summary>
    /// A token with some life left; null in anonymous mode. Many callers at once cause one fetch. Throws what the
    /// credential throws when there is none to be had, and when cancelled.
    /// </summary>
    ValueTask<string?> GetTokenAsync(CancellationToken ct);

    /// <summary>The service refused this token: the next call fetches another, unless that has happened already.</summary>
    void Invalidate(string token);
}

/// <summary>Anonymous mode: no token.</summary>
internal sealed class NoTokenSource : IConnectorTokenSource
{
    public ValueTask<string?> GetTokenAsync(CancellationToken ct) => ValueTask.FromResult<string?>(null);

    public void Invalidate(string token)
    {
    }
}
