using WellIntake.Modules.Digest.Ranking;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Digest.Sending;

/// <summary>What tells that two records are one person: the id, name and firm, e-mail address or phone.</summary>
internal static class PersonKeys
{
    // A phone of fewer digits is an extension or a typing mistake, which people share.
    private const int FewestDigits = 7;

    public static IEnumerable<string> Of(Candidate candidate)
    {
        yield return "id:" + candidate.Id;
        // Firm names are made comparable the way that people's names need too: case, accents, signs.
        if (FirmName.Normalise(candidate.Name) is { } name && FirmName.Normalise(candidate.Firm) is { } firm)
            yield return $"name:{name}|{firm}";
        if (candidate.Email?.Trim().ToLowerInvariant() is { Length: > 0 } email)
            yield return "email:" + email;
        var digits = string.Concat((candidate.Phone ?? "").Where(char.IsAsciiDigit));
        // The country's 1 is written or not.
        if (digits.Length == 11 && digits[0] == '1')
            digits = digits[1..];
        if (digits.Length >= FewestDigits)
            yield return "phone:" + digits;
    }
}
