namespace WellIntake.Modules.Platform.LanguageModel;

/// <summary>
/// Where chat completions are asked for. Takes what people copy from a portal: a resource's address, a deployment's, the
/// whole path of a call. Azure's resources are spoken to by their v1 API, which is OpenAI's own protocol
/// (https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle).
/// </summary>
/// <param name="Address">The base address; <c>chat/completions</c> follows it.</param>
/// <param name="Model">The model or deployment.</param>
internal sealed record ModelEndpoint(Uri Address, string Model)
{
    private const string Call = "/chat/completions";
    private const string Deployments = "/openai/deployments/";

    private static readonly string[] AzureHosts = [".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com"];

    /// <summary>Null when it is no absolute http or https address, or holds a user name.</summary>
    public static ModelEndpoint? TryRead(string endpoint, string model)
    {
        if (!Uri.TryCreate(endpoint.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0 || uri.Host.Length == 0)
            return null;

        var path = uri.AbsolutePath.TrimEnd('/');
        if (path.EndsWith(Call, StringComparison.OrdinalIgnoreCase))
            path = path[..^Call.Length];
        var isAzure = Array.Exists(AzureHosts, host => uri.Host.EndsWith(host, StringComparison.OrdinalIgnoreCase));
        if (path.IndexOf(Deployments, StringComparison.OrdinalIgnoreCase) is var at and >= 0 && path[(at + Deployments.Length)..].Split('/')[0] is { Length: > 0 } deployment)
            (path, model) = (path[..at] + "/openai/v1", Uri.UnescapeDataString(deployment));
        else if (isAzure && path.ToLowerInvariant() is "" or "/openai" or "/models")
            path = "/openai/v1";
        else if (path.Length == 0)
            path = "/v1";
        return new ModelEndpoint(new UriBuilder(uri.Scheme, uri.Host, uri.Port, path).Uri, model);
    }
}
