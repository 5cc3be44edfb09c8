using System.Runtime.InteropServices;

namespace WellIntake.Modules.Digest.Parsing;

/// <summary>Where in a text something stands.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>The first position after it.</summary>
    public int End => Start + Length;

    /// <summary>Shares a character with the other.</summary>
    public bool Overlaps(TextSpan other) => Start < other.End && other.Start < End;
}

/// <summary>
/// What a parser made of a text: a value with the span it was read from, or no value and the reason why. Never both.
/// </summary>
internal sealed record Reading<T>(T? Value, TextSpan Span, string Text, string? Reason)
    where T : class
{
    /// <summary>A value and the part of <paramref name="source"/> that says it.</summary>
    public static Reading<T> Of(T value, string source, int start, int length) =>
        new(value, new TextSpan(start, length), source.Substring(start, length), null);

    /// <summary>Nothing, or nothing certain.</summary>
    public static Reading<T> None(string reason) => new(null, default, string.Empty, reason);
}
