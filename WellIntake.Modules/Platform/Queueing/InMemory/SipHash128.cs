using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>
/// SipHash-2-4 with 128 bits (Aumasson and Bernstein). Keyed, because ids come from outside: nobody can choose two
/// that collide.
/// </summary>
internal sealed class SipHash128
{
    private readonly ulong _key0;
    private readonly ulong _key1;

    /// <summary>With a key of its own.</summary>
    public SipHash128()
        : this(RandomNumberGenerator.GetBytes(16))
    {
    }

    /// <summary>With this key, 16 bytes long.</summary>
    public SipHash128(ReadOnlySpan<byte> key)
    {
        _key0 = BinaryPrimitives.ReadUInt64LittleEndian(key);
        _key1 = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]);
    }

    public UInt128 Hash(string text) => Hash(MemoryMarshal.AsBytes(text.AsSpan()));

    public UInt128 Hash(ReadOnlySpan<byte> data)
    {
        var v0 = _key0 ^ 0x736f6d6570736575;
        var v1 = _key1 ^ 0x646f72616e646f6d ^ 0xee;
        var v2 = _key0 ^ 0x6c7967656e657261;
        var v3 = _key1 ^ 0x7465646279746573;
        var tail = (ulong)data.Length << 56;
        for (; data.Length >= 8; data = data[8..])
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(data);
            v3 ^= word;
            Rounds(2, ref v0, ref v1, ref v2, ref v3);
            v0 ^= word;
        }

        for (var i = 0; i < data.Length; i++)
            tail |= (ulong)data[i] << (8 * i);
        v3 ^= tail;
        Rounds(2, ref v0, ref v1, ref v2, ref v3);
        v0 ^= tail;
        v2 ^= 0xee;
        Rounds(4, ref v0, ref v1, ref v2, ref v3);
        var low = v0 ^ v1 ^ v2 ^ v3;
        v1 ^= 0xdd;
        Rounds(4, ref v0, ref v1, ref v2, ref v3);
        return new UInt128(v0 ^ v1 ^ v2 ^ v3, low);
    }

    private static void Rounds(int count, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        for (; count > 0; count--)
        {
            v0 += v1;
            v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
            v0 = BitOperations.RotateLeft(v0, 32);
            v2 += v3;
            v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
            v2 = BitOperations.RotateLeft(v2, 32);
        }
    }
}
