using System.Net;
using Microsoft.Extensions.Options;
using MimeKit;

namespace WellIntake.Modules.Platform.Mail;

/// <summary>What a range cannot say about <see cref="MailOptions"/>.</summary>
internal sealed class MailOptionsCheck : IValidateOptions<MailOptions>
{
    public ValidateOptionsResult Validate(string? name, MailOptions options)
    {
        if (!MailboxAddress.TryParse(options.From, out var from) || !from.Address.Contains('@', StringComparison.Ordinal))
            return Fail(nameof(MailOptions.From), "must be an address, such as \"Digests <digests@example.com>\".");
        if (string.IsNullOrWhiteSpace(options.Host))
            return ValidateOptionsResult.Success;
        if (Uri.CheckHostName(options.Host) == UriHostNameType.Unknown)
            return Fail(nameof(MailOptions.Host), "must be a host's name or address, without port or scheme.");
        if (!string.IsNullOrEmpty(options.User) && options.Security == MailSecurity.None && !IsLocal(options.Host))
            return Fail(nameof(MailOptions.Security), "None would send the password in the open; use StartTls or Tls.");
        return ValidateOptionsResult.Success;
    }

    private static bool IsLocal(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static ValidateOptionsResult Fail(string setting, string problem) => ValidateOptionsResult.Fail($"{MailOptions.Section}:{setting} {problem}");
}
