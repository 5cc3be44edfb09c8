using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Azure.Messaging.ServiceBus;

/// <summary>Arguments, checked with the exception types of the official client. Each check gives the value back.</summary>
internal static class Check
{
    public static T NotNull<T>([NotNull] T? value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }

    public static string NotEmpty([NotNull] string? value, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(value, name);
        return value;
    }

    public static string NotBlank([NotNull] string? value, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value, name);
        return value;
    }

    [return: NotNullIfNotNull(nameof(value))]
    public static string? NotLongerThan(string? value, int length, string name) => value?.Length > length
        ? throw new ArgumentOutOfRangeException(name, string.Create(CultureInfo.InvariantCulture, $"The value has {value.Length} characters; at most {length} are allowed."))
        : value;

    public static T InRange<T>(T value, T least, T most, string name)
        where T : IComparable<T>
        => value.CompareTo(least) < 0 || value.CompareTo(most) > 0
            ? throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture, $"The value must be from {least} to {most}."))
            : value;

    public static T AtLeast<T>(T value, T least, string name)
        where T : IComparable<T>
        => value.CompareTo(least) < 0
            ? throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture, $"The value must be at least {least}."))
            : value;

    public static TimeSpan Positive(TimeSpan value, string name) => value <= TimeSpan.Zero
        ? throw new ArgumentOutOfRangeException(name, value, "The time must be more than zero.")
        : value;

    public static TimeSpan NotNegative(TimeSpan value, string name) => value < TimeSpan.Zero
        ? throw new ArgumentOutOfRangeException(name, value, "The time must not be negative.")
        : value;

    public static void NotClosed(bool closed, string name)
    {
        if (closed)
            throw new ObjectDisposedException(name, $"The {name} is closed and can do nothing more.");
    }
}
