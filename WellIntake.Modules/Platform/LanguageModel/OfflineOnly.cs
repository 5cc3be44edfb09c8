namespace WellIntake.Modules.Platform.LanguageModel;

/// <summary>No model is configured: every question is answered so, and nothing is counted.</summary>
internal sealed class OfflineOnly : ILanguageModel
{
    public bool IsConfigured => false;

    public int MaxConcurrency => 1;

    public Task<ModelAnswer<T>> AskAsync<T>(StructuredQuestion<T> question, CancellationToken ct = default)
        where T : class
    {
        ct.ThrowIfCancellationRequested();
        return Task.FromResult(new ModelAnswer<T>(null, FallbackReason.NotConfigured));
    }
}
