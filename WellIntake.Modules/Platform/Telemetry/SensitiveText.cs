using System.Buffers;
using System.Text.RegularExpressions;

namespace WellIntake.Modules.Platform.Telemetry;

/// <summary>
/// The second net (OBS-3): takes e-mail addresses, tokens and secrets out of a text that should not have held them. Names
/// and free text have no form to be known by; they are kept out by what is logged, not here.
/// </summary>
internal static partial class SensitiveText
{
    // One vectorised pass decides for nearly every text that there is nothing to look for.
    private static readonly SearchValues<string> Signs = SearchValues.Create(
        ["@", "%40", "eyJ", "bearer", "password", "passwd", "pwd", "secret", "token", "key", "sig"], StringComparison.OrdinalIgnoreCase);

    // Linear in the text; this is for a text that is megabytes long.
    private const int LongestMs = 250;

    /// <summary>The text itself when there is nothing in it. One that takes too long to look through is withheld.</summary>
    public static string Redact(string text)
    {
        if (!text.AsSpan().ContainsAny(Signs))
            return text;
        try
        {
            text = UserInfo().Replace(text, "://[secret]@");
            text = Bearer().Replace(text, "Bearer [token]");
            text = JsonWebToken().Replace(text, "[token]");
            text = Secret().Replace(text, "${key}=[secret]");
            return Address().Replace(text, "[e-mail]");
        }
        catch (RegexMatchTimeoutException)
        {
            return "[a text too long to be looked through]";
        }
    }

    [GeneratedRegex(@"://[^\s/:@]{1,200}:[^\s/@]{1,500}@", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, LongestMs)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"\bBearer\s+[\w.~+/-]{8,}=*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, LongestMs)]
    private static partial Regex Bearer();

    [GeneratedRegex(@"\beyJ[\w-]{5,}(?:\.[\w-]*){0,4}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, LongestMs)]
    private static partial Regex JsonWebToken();

    // As connection strings, query strings and JSON write them.
    [GeneratedRegex(
        """\b(?<key>password|passwd|pwd|passphrase|sharedaccesskey|accountkey|accesskey|api[-_]?key|client[-_]?secret|secret|(?:access|refresh|id)[-_]?token|sig|sharedaccesssignature)["']?\s*[=:]\s*(?:"[^"]*"?|'[^']*'?|[^\s;,&"']+)""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, LongestMs)]
    private static partial Regex Secret();

    // The ids of Teams' conversations look like addresses (19:…@thread.v2) and are none.
    [GeneratedRegex("""[^\s@<>()\[\],;:"=/?&%]{1,64}(?:@|%40)(?!thread\.|unq\.gbl\.spaces)[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, LongestMs)]
    private static partial Regex Address();
}
