using Microsoft.Extensions.Options;
using WellIntake.Modules.Digest.Anonymising.Words;

namespace WellIntake.Modules.Digest.Anonymising;

/// <summary>Reads the word lists at start, so that a bad line is found before a candidate is shown.</summary>
internal sealed class PrivacyOptionsCheck : IValidateOptions<PrivacyOptions>
{
    public ValidateOptionsResult Validate(string? name, PrivacyOptions options)
    {
        try
        {
            Vocabulary.Load(options.WordFolder);
            return ValidateOptionsResult.Success;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
