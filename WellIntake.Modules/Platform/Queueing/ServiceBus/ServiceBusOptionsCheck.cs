using System.ComponentModel.DataAnnotations;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Options;

namespace WellIntake.Modules.Platform.Queueing.ServiceBus;

/// <summary>Says at start what cannot work, by the setting's name; never with its value, which may be a secret.</summary>
internal sealed class ServiceBusOptionsCheck : IValidateOptions<ServiceBusOptions>
{
    private const string Shape = "it must read Endpoint=sb://NAME.servicebus.windows.net/;SharedAccessKeyName=…;SharedAccessKey=…";

    public ValidateOptionsResult Validate(string? name, ServiceBusOptions options)
    {
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true);
        var failures = problems.ConvertAll(p => $"{string.Join(", ", p.MemberNames)}: {p.ErrorMessage}");
        if (!string.IsNullOrWhiteSpace(options.ConnectionString))
            CheckConnectionString(options.ConnectionString, failures);
        else if (string.IsNullOrWhiteSpace(options.FullyQualifiedNamespace))
            failures.Add("USE_SERVICE_BUS=true needs AZURE_SERVICE_BUS_CONNECTION_STRING, or SERVICEBUS_FULLY_QUALIFIED_NAMESPACE with an identity.");
        else if (Uri.CheckHostName(options.FullyQualifiedNamespace) != UriHostNameType.Dns)
            failures.Add("SERVICEBUS_FULLY_QUALIFIED_NAMESPACE must be a host such as NAME.servicebus.windows.net, without sb:// and without a path.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void CheckConnectionString(string text, List<string> failures)
    {
        ServiceBusConnectionStringProperties parts;
        try
        {
            parts = ServiceBusConnectionStringProperties.Parse(text);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            failures.Add($"AZURE_SERVICE_BUS_CONNECTION_STRING cannot be read: {Shape}.");
            return;
        }

        if (string.IsNullOrEmpty(parts.Endpoint?.Host))
            failures.Add($"AZURE_SERVICE_BUS_CONNECTION_STRING has no Endpoint: {Shape}.");
        var hasKey = !string.IsNullOrEmpty(parts.SharedAccessKeyName) && !string.IsNullOrEmpty(parts.SharedAccessKey);
        if (!hasKey && string.IsNullOrEmpty(parts.SharedAccessSignature))
            failures.Add($"AZURE_SERVICE_BUS_CONNECTION_STRING has no key: {Shape}.");
        if (!string.IsNullOrEmpty(parts.EntityPath))
            failures.Add("AZURE_SERVICE_BUS_CONNECTION_STRING is for one entity only (EntityPath): take one of the whole namespace.");
    }
}
