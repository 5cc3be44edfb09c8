using System.Security.Cryptography;
using System.Text;

namespace WellIntake.Modules.Platform.Teams.Bot;

/// <summary>
/// Request ids: 60 bits in Crockford's base 32, short enough to type. Made from the activity's identity, so that the
/// channel's repeat of an activity (WEB-6) meets the row of the first.
/// </summary>
internal static class RequestIds
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Length = 12;

    /// <summary>The same for the same activity; random when the activity has no id to be recognised by.</summary>
    public static string For(string channelId, string conversationId, string? activityId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (string.IsNullOrEmpty(activityId))
        {
            RandomNumberGenerator.Fill(hash);
            return Encode(hash);
        }

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
            return Encode(hash);
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string Encode(ReadOnlySpan<byte> hash)
    {
        var bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(hash);
        return string.Create(Length, bits, static (chars, value) =>
        {
            for (var i = 0; i < chars.Length; i++, value >>= 5)
                chars[i] = Alphabet[(int)(value & 31)];
        });
    }
}
