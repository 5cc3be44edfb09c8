namespace Azure.Messaging.ServiceBus.Administration;

/// <summary>What the service takes as settings and names.</summary>
internal static class EntityLimits
{
    public static readonly TimeSpan LeastTimeToLive = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan LeastAutoDelete = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan ShortestDuplicateWindow = TimeSpan.FromSeconds(20);
    public static readonly TimeSpan LongestDuplicateWindow = TimeSpan.FromDays(7);
    private const int LongestMetadata = 1024;
    private const int LongestPath = 260;
    private const int LongestSubscription = 50;
    private static readonly char[] Forbidden = ['@', '?', '#', '*'];

    public static string Metadata(string value, string parameter) => Check.NotLongerThan(Check.NotNull(value, parameter), LongestMetadata, parameter);

    public static string? Forward(string? value, string self, string parameter)
    {
        if (value is null)
            return null;
        Check.NotLongerThan(value, LongestPath, parameter);
        return string.Equals(value, self, StringComparison.OrdinalIgnoreCase)
            ? throw new InvalidOperationException($"{self} cannot forward to itself.")
            : value;
    }

    /// <exception cref="ArgumentException">It can be no queue's or topic's name; the message says why.</exception>
    public static string Path(string name, string parameter)
    {
        Check.NotBlank(name, parameter);
        var path = name.Replace('\\', '/');
        if (path.StartsWith('/') || path.EndsWith('/'))
            throw new ArgumentException($"The name {name} cannot begin or end with a slash.", parameter);
        return Plain(path, LongestPath, parameter);
    }

    /// <exception cref="ArgumentException">It can be no subscription's name; the message says why.</exception>
    public static string Subscription(string name, string parameter)
    {
        Check.NotBlank(name, parameter);
        return name.Contains('/', StringComparison.Ordinal) || name.Contains('\\', StringComparison.Ordinal)
            ? throw new ArgumentException($"The name {name} cannot have a slash in it.", parameter)
            : Plain(name, LongestSubscription, parameter);
    }

    private static string Plain(string name, int longest, string parameter)
    {
        if (name.Length > longest)
            throw new ArgumentOutOfRangeException(parameter, $"The name has {name.Length} characters; at most {longest} are allowed.");
        return name.IndexOfAny(Forbidden) is var at and >= 0
            ? throw new ArgumentException($"The name {name} cannot have a {name[at]} in it.", parameter)
            : name;
    }
}
