using System.Net.Mail;

namespace WellIntake.Modules.Platform.Teams.People;

/// <summary>How a person is named where rights are given.</summary>
public static class UserKey
{
    /// <summary>What is wrong with a name that cannot be read.</summary>
    public const string Problem = "USER must be an e-mail address, or an AAD object id such as 5f0c7d0e-0002-4000-8000-10ca1c4a7002.";

    private const int LongestAddress = 254;

    /// <summary>The address or object id in lower case, without space around it; null when it is neither.</summary>
    public static string? Read(string typed)
    {
        var key = typed.Trim().ToLowerInvariant();
        var isAddress = key.Length <= LongestAddress && MailAddress.TryCreate(key, out var address) && address.Address == key;
        return isAddress || Guid.TryParseExact(key, "D", out _) ? key : null;
    }
}
