using System.Text.RegularExpressions;

namespace WellIntake.Modules.Digest.Anonymising.Leaks;

/// <summary>
/// Looks for a record's own identifiers in a finished text, whatever the rules have done to it (DIG-6, QUA-6). The text
/// is read as a person reads it: case, accents, spacing, hyphens, possessives, initials, abbreviations and other ways to
/// write a number make no difference. The record's reference, which is meant to be shown, is not looked for.
/// </summary>
internal static class LeakCheck
{
    /// <summary>The kinds of what was found, each once; empty when nothing was. A text that cannot be read in time counts as a find.</summary>
    public static IReadOnlyList<IdentifierKind> Find(RecordIdentity identity, string text) => Find(identity, identity.Identifiers, text);

    /// <summary>
    /// The same for those that identify on their own, for a text that also speaks of others: their years and figures tell
    /// nothing of this one.
    /// </summary>
    public static IReadOnlyList<IdentifierKind> FindStrong(RecordIdentity identity, string text) => Find(identity, identity.Identifiers.Where(i => i.IsStrong), text);

    /// <summary>A kind in plain words, for reasons and reports.</summary>
    public static string Spoken(IdentifierKind kind) => kind switch
    {
        IdentifierKind.Email => "e-mail address",
        IdentifierKind.Phone => "phone number",
        IdentifierKind.Figure => "exact figure",
        IdentifierKind.Count => "exact number of clients",
        IdentifierKind.RecordId => "record id",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static List<IdentifierKind> Find(RecordIdentity identity, IEnumerable<Identifier> identifiers, string text)
    {
        if (identity.Reference.Length > 0)
            text = text.Replace(identity.Reference, " ", StringComparison.Ordinal);
        var read = new ReadText(text);
        try
        {
            return [.. identifiers.Where(i => i.IsIn(read)).Select(i => i.Kind).Distinct()];
        }
        catch (RegexMatchTimeoutException)
        {
            return [IdentifierKind.RecordId];
        }
    }
}
