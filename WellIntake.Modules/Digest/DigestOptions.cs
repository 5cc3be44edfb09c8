namespace WellIntake.Modules.Digest;

/// <summary>What digests that go out may do. Section <c>WellIntake:Digest</c>.</summary>
public sealed class DigestOptions
{
    /// <summary>The section.</summary>
    public const string Section = "WellIntake:Digest";

    /// <summary>Domains that digests may be mailed to, such as <c>example.com</c>; a domain's subdomains are others. Empty: any.</summary>
    public IList<string> MailDomains { get; } = [];

    /// <summary>Whether mail may go to this address.</summary>
    internal bool MayMail(string address) =>
        MailDomains.Count == 0 || MailDomains.Contains(address[(address.LastIndexOf('@') + 1)..], StringComparer.OrdinalIgnoreCase);
}
