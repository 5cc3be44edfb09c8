namespace WellIntake.Host.Chat.Rendering;

/// <summary>Which addresses a card may link to.</summary>
internal static class SafeLink
{
    /// <summary>The address in its canonical form when it is an absolute http, https or mailto one; else null.</summary>
    public static string? ForText(string? url) => Check(url, allowMail: true);

    /// <summary>As <see cref="ForText"/>, without mailto: what a button may open.</summary>
    public static string? ForButton(string? url) => Check(url, allowMail: false);

    private static string? Check(string? url, bool allowMail)
    {
        if (string.IsNullOrWhiteSpace(url) || !Uri.TryCreate(url, UriKind.Absolute, out var uri))
            return null;

        var web = uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps;
        return web || (allowMail && uri.Scheme == Uri.UriSchemeMailto) ? uri.AbsoluteUri : null;
    }
}
