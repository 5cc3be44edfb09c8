using System.Diagnostics.CodeAnalysis;
using Azure.Core;

namespace Azure.Messaging.ServiceBus.Administration;

/// <summary>Settings of a <see cref="ServiceBusAdministrationClient"/>: retries, transport, diagnostics of its HTTP pipeline.</summary>
public class ServiceBusAdministrationClientOptions : ClientOptions
{
    /// <summary>The service's defaults.</summary>
    /// <param name="version">The version of the service's administration.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such version.</exception>
    public ServiceBusAdministrationClientOptions(ServiceVersion version = ServiceVersion.V2024_05)
        => Version = Enum.IsDefined(version) ? version : throw new ArgumentOutOfRangeException(nameof(version), version, "There is no such version.");

    /// <summary>Versions of the service's administration.</summary>
    [SuppressMessage("Naming", "CA1707", Justification = "The official names.")]
    public enum ServiceVersion
    {
        /// <summary>2017-04.</summary>
        V2017_04 = 1,

        /// <summary>2021-05.</summary>
        V2021_05 = 2,

        /// <summary>2024-05.</summary>
        V2024_05 = 3,
    }

    /// <summary>The version spoken.</summary>
    public ServiceVersion Version { get; }

    internal string VersionText => Version switch
    {
        ServiceVersion.V2017_04 => "2017-04",
        ServiceVersion.V2021_05 => "2021-05",
        _ => "2024-05",
    };
}
