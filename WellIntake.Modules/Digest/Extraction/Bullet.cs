using System.Security.Cryptography;
using System.Text;

namespace WellIntake.Modules.Digest.Extraction;

/// <summary>What a bullet is about, the weightiest first (DIG-2).</summary>
internal enum BulletKind { Aum, Growth, Production, Ranking, Clients, Licences, Team, Years, Education, Specialty, Availability, Compensation, Other }

/// <summary>Where a bullet comes from: a field, or the exact sentence of a text with its place there.</summary>
/// <param name="Entity">candidate, note, meeting or deal.</param>
/// <param name="Id">Its id.</param>
/// <param name="Field">The field, in the words of the table's columns.</param>
/// <param name="Sentence">The sentence as it stands in the field; null when the whole field says it.</param>
/// <param name="Start">Where in the field's text it begins.</param>
/// <param name="Length">How long it is there.</param>
internal sealed record BulletSource(string Entity, string Id, string Field, string? Sentence = null, int Start = 0, int Length = 0)
{
    /// <summary>Tells whether the sentence still stands there, where the sentence itself is not kept; null when the whole field says it.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The place without the words.</summary>
    public BulletSource WithoutWords() => this with { Sentence = null, Fingerprint = Sentence is null ? Fingerprint : FingerprintOf(Sentence) };

    /// <summary>The first 64 bits of a sentence's SHA-256.</summary>
    public static string FingerprintOf(string sentence) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sentence)).AsSpan(0, 8));
}

/// <summary>A fact for a card, one line long.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">The line; plain text, not escaped for any format.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Strength">How much of it there is, 0–1; ranking multiplies it with the kind's weight.</param>
internal sealed record Bullet(BulletKind Kind, string Text, BulletSource Source, double Strength);
