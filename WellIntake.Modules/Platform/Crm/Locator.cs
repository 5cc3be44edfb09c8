using System.Security.Cryptography;
using System.Text;

namespace WellIntake.Modules.Platform.Crm;

/// <summary>
/// The reference shown to people, <c>TWAV</c> and eight characters. It follows from the id, so that the same record has
/// the same reference in every database; only where two ids meet in one does the later one move on to its next choice.
/// </summary>
internal static class Locator
{
    public const string Prefix = "TWAV";

    // No 0/O, 1/I/L: people read these to each other over the phone.
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private const int Length = 8;

    /// <summary>The id's <paramref name="choice"/>th reference; 0 is the one it has unless that is taken.</summary>
    public static string For(string id, int choice = 0)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(choice == 0 ? id : $"{id}\n{choice}"), hash);
        var number = BitConverter.ToUInt64(hash);
        Span<char> text = stackalloc char[Prefix.Length + Length];
        Prefix.CopyTo(text);
        for (var i = Prefix.Length; i < text.Length; i++)
        {
            text[i] = Alphabet[(int)(number % (ulong)Alphabet.Length)];
            number /= (ulong)Alphabet.Length;
        }

        return new string(text);
    }

    /// <summary>True for <c>TWAV</c> followed by 4 to 16 letters or digits.</summary>
    public static bool IsWellFormed(string text) =>
        text.Length is >= 8 and <= 20
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.AsSpan(Prefix.Length).IndexOfAnyExcept(Upper) < 0;

    private static readonly System.Buffers.SearchValues<char> Upper =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
}
