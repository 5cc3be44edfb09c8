using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Crm.Import.Tables;
using WellIntake.Modules.Platform.Crm.Zoho.Mapping;

namespace WellIntake.Modules.Platform.Crm.Zoho;

/// <summary>What annotations cannot say: a client is whole or not there, addresses are safe, mappings name fields that exist.</summary>
internal sealed class ZohoOptionsCheck : IValidateOptions<ZohoOptions>
{
    public ValidateOptionsResult Validate(string? name, ZohoOptions options)
    {
        var problems = new List<string>();
        if (options.IsConfigured)
        {
            foreach (var (setting, value) in new[] { ("ClientId", options.ClientId), ("ClientSecret", options.ClientSecret), ("RefreshToken", options.RefreshToken) })
            {
                if (string.IsNullOrWhiteSpace(value))
                    problems.Add($"{setting}: is needed with the others of the client");
            }
        }

        if (!IsSafe(options.AccountsUrl))
            problems.Add("AccountsUrl: must be https, such as https://accounts.zoho.com; http is taken for loopback only");
        _ = ZohoPlan.Make(new CandidateTable(), options.Modules.Candidates, problems);
        _ = ZohoPlan.Make(new DealTable(), options.Modules.Deals, problems);
        _ = ZohoPlan.Make(new MeetingTable(), options.Modules.Meetings, problems);
        _ = ZohoPlan.Make(new NoteTable(), options.Modules.Notes, problems);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    /// <summary>Secrets go there: over https, or not beyond this machine.</summary>
    public static bool IsSafe(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed)
        && (parsed.Scheme == Uri.UriSchemeHttps || (parsed.Scheme == Uri.UriSchemeHttp && parsed.IsLoopback))
        && parsed.UserInfo.Length == 0;
}
