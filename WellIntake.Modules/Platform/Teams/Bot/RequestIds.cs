using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace WellIntake.Modules.Platform.Teams.Bot;

/// <summary>
/// Request ids: 70 bits in Crockford's base 32, short enough to type. Made from the activity's identity, so that the
/// channel's repeat of an activity (WEB-6), which carries the same time, meets the row of the first. The first 40 bits are
/// the activity's time in milliseconds, so that rows of one moment lie side by side in the indexes: ids in random order
/// would touch a page of each index for every request.
/// </summary>
internal static class RequestIds
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int TimeLength = 8;
    private const int HashLength = 6;

    // Times before this, and activities without one, get a hash in the time's place, above every time to come.
    private static readonly long Epoch = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly long MostTime = (1L << ((TimeLength * 5) - 1)) - 1;

    /// <summary>The same for the same activity; random when the activity has no id to be recognised by.</summary>
    public static string For(string channelId, string conversationId, string? activityId, DateTimeOffset? timestamp)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (string.IsNullOrEmpty(activityId))
            RandomNumberGenerator.Fill(hash);
        else
            Hash(channelId, conversationId, activityId, hash);

        var bits = BinaryPrimitives.ReadUInt64BigEndian(hash);
        var more = BinaryPrimitives.ReadUInt64BigEndian(hash[8..]);
        var time = timestamp is { } at ? at.ToUnixTimeMilliseconds() - Epoch : -1;
        var first = time >= 0 && time <= MostTime ? (ulong)time : (more & (ulong)MostTime) | ((ulong)MostTime + 1);
        return string.Create(TimeLength + HashLength, (first, bits), static (chars, parts) =>
        {
            for (var i = TimeLength - 1; i >= 0; i--, parts.first >>= 5)
                chars[i] = Alphabet[(int)(parts.first & 31)];
            for (var i = TimeLength; i < chars.Length; i++, parts.bits >>= 5)
                chars[i] = Alphabet[(int)(parts.bits & 31)];
        });
    }

    private static void Hash(string channelId, string conversationId, string activityId, Span<byte> hash)
    {
        var length = Encoding.UTF8.GetMaxByteCount(channelId.Length + conversationId.Length + activityId.Length + 2);
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var written = Encoding.UTF8.GetBytes(channelId, buffer);
            buffer[written++] = (byte)'\n';
            written += Encoding.UTF8.GetBytes(conversationId, buffer.AsSpan(written));
            buffer[written++] = (byte)'\n';
            written += Encoding.UTF8.GetBytes(activityId, buffer.AsSpan(written));
            SHA256.HashData(buffer.AsSpan(0, written), hash);
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
