using System.Text;

namespace WellIntake.ServiceBus.Amqp;

/// <summary>The symbols that come with every message, so that each is one string in memory and not one a message.</summary>
internal static class KnownSymbols
{
    private static readonly (byte[] Bytes, string Text)[][] ByLength = Group(
        "x-opt-sequence-number",
        "x-opt-enqueued-time",
        "x-opt-enqueue-sequence-number",
        "x-opt-locked-until",
        "x-opt-message-state",
        "x-opt-partition-key",
        "x-opt-via-partition-key",
        "x-opt-scheduled-enqueue-time",
        "x-opt-deadletter-source");

    public static string Get(ReadOnlySpan<byte> ascii)
    {
        if (ascii.Length < ByLength.Length)
        {
            foreach (var (bytes, text) in ByLength[ascii.Length])
            {
                if (ascii.SequenceEqual(bytes))
                    return text;
            }
        }

        return Encoding.ASCII.GetString(ascii);
    }

    private static (byte[] Bytes, string Text)[][] Group(params string[] symbols) =>
        [.. Enumerable.Range(0, symbols.Max(symbol => symbol.Length) + 1)
            .Select(length => symbols.Where(symbol => symbol.Length == length).Select(symbol => (Encoding.ASCII.GetBytes(symbol), symbol)).ToArray())];
}
