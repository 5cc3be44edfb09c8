namespace WellIntake.Modules.Platform.LanguageModel;

/// <summary>Reads a reply whole, up to a limit; more than that fails, however it is sent.</summary>
internal sealed class BoundedReplyHandler : DelegatingHandler
{
    /// <summary>The longest reply, in bytes. Structured answers are a few kilobytes long.</summary>
    public const int MaxBytes = 256 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxBytes, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
