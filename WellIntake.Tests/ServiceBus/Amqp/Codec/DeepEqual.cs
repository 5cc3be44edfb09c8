using System.Collections;

namespace WellIntake.Tests.ServiceBus.Amqp;

/// <summary>Whether two trees of values, frames or messages are the same, down to bytes and in order.</summary>
internal static class DeepEqual
{
    public static void Assert(object? expected, object? actual, string what = "value")
    {
        if (!Same(expected, actual))
            throw new AssertFailedException($"{what}: expected {expected ?? "null"} ({expected?.GetType().Name}), got {actual ?? "null"} ({actual?.GetType().Name})");
    }

    public static bool Same(object? x, object? y) => (x, y) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (ReadOnlyMemory<byte> a, _) => y is ReadOnlyMemory<byte> b ? a.Span.SequenceEqual(b.Span) : y is byte[] c && a.Span.SequenceEqual(c),
        (byte[] a, _) => Same((ReadOnlyMemory<byte>)a, y),
        (string or DateTime, _) => x.Equals(y),
        (IEnumerable a, IEnumerable b) => a.Cast<object?>().Count() == b.Cast<object?>().Count() && a.Cast<object?>().Zip(b.Cast<object?>()).All(pair => Same(pair.First, pair.Second)),
        _ when x.GetType() != y.GetType() => false,
        _ when x.GetType().IsPrimitive || x.GetType().Namespace == "System" => x.Equals(y),
        _ when x.GetType().IsGenericType && x.GetType().GetGenericTypeDefinition() == typeof(KeyValuePair<,>) => Properties(x, y),
        _ when x.GetType().Namespace == "System.Text" => x.Equals(y),
        _ => Properties(x, y),
    };

    private static bool Properties(object x, object y) =>
        x.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0)
            .All(property => property.GetMethod!.IsStatic || Same(property.GetValue(x), property.GetValue(y)));
}
