namespace Azure.Messaging.ServiceBus;

/// <summary>The parts of a Service Bus connection string: <c>Name=Value</c>, separated by semicolons, names in any case.</summary>
public class ServiceBusConnectionStringProperties
{
    /// <summary>Nothing set; see <see cref="Parse"/>.</summary>
    public ServiceBusConnectionStringProperties()
    {
    }

    /// <summary>The endpoint's host, without scheme and port.</summary>
    public string? FullyQualifiedNamespace => Endpoint?.Host;

    /// <summary>The endpoint as a <c>sb://</c> address; null when the string names none.</summary>
    public Uri? Endpoint { get; internal set; }

    /// <summary>The one queue or topic that the string is for; null when it is for the namespace.</summary>
    public string? EntityPath { get; internal set; }

    /// <summary>Name of the shared access key.</summary>
    public string? SharedAccessKeyName { get; internal set; }

    /// <summary>The shared access key, a secret.</summary>
    public string? SharedAccessKey { get; internal set; }

    /// <summary>A ready shared access signature, a secret.</summary>
    public string? SharedAccessSignature { get; internal set; }

    internal bool UseDevelopmentEmulator { get; set; }

    /// <summary>Reads a connection string. What it does not know it passes over; of what is said twice the last holds.</summary>
    /// <param name="connectionString">The connection string.</param>
    /// <returns>Its parts; which are needed is for the client to say.</returns>
    /// <exception cref="ArgumentException">Null or empty.</exception>
    /// <exception cref="FormatException">A part is no <c>Name=Value</c>, or the endpoint is no address. The message names the part's name, never its value.</exception>
    public static ServiceBusConnectionStringProperties Parse(string connectionString)
    {
        Check.NotEmpty(connectionString, nameof(connectionString));
        var properties = new ServiceBusConnectionStringProperties();
        foreach (var part in connectionString.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // Keys and signatures are base64 and end in "=": only the first one parts name and value.
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new FormatException("The connection string is malformed: a part between two semicolons is no Name=Value pair.");
            var name = part[..equals].TrimEnd();
            var value = part[(equals + 1)..].TrimStart();
            if (value.Length == 0)
                throw new FormatException($"The connection string is malformed: {name} has no value.");
            properties.Set(name, value);
        }
        return properties;
    }

    /// <exception cref="ArgumentException">No endpoint, or no key and no signature, or both.</exception>
    internal ServiceBusConnectionStringProperties Validate(string parameter)
    {
        var key = SharedAccessKeyName is not null && SharedAccessKey is not null;
        if (SharedAccessSignature is not null && (SharedAccessKeyName is not null || SharedAccessKey is not null))
            throw new ArgumentException("The connection string has both a shared access key and a SharedAccessSignature; it takes one of the two.", parameter);
        if (string.IsNullOrEmpty(Endpoint?.Host))
            throw new ArgumentException("The connection string has no Endpoint with the namespace's host (Endpoint=sb://NAME.servicebus.windows.net/).", parameter);
        if (!key && SharedAccessSignature is null)
            throw new ArgumentException("The connection string has neither SharedAccessKeyName with SharedAccessKey nor SharedAccessSignature.", parameter);
        return this;
    }

    private void Set(string name, string value)
    {
        if (Is("Endpoint"))
            Endpoint = ParseEndpoint(value);
        else if (Is("EntityPath"))
            EntityPath = value;
        else if (Is("SharedAccessKeyName"))
            SharedAccessKeyName = value;
        else if (Is("SharedAccessKey"))
            SharedAccessKey = value;
        else if (Is("SharedAccessSignature"))
            SharedAccessSignature = value;
        else if (Is("UseDevelopmentEmulator"))
            UseDevelopmentEmulator = bool.TryParse(value, out var emulator) && emulator;

        bool Is(string known) => string.Equals(name, known, StringComparison.OrdinalIgnoreCase);
    }

    private static Uri ParseEndpoint(string value)
    {
        var text = value.Contains("://", StringComparison.Ordinal) ? value : "sb://" + value;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var given) || given.Host.Length == 0)
            throw new UriFormatException("The connection string's Endpoint is no address; it looks like sb://NAME.servicebus.windows.net/.");
        return new UriBuilder("sb", given.Host, given.IsDefaultPort ? -1 : given.Port).Uri;
    }
}
