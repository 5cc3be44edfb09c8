using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Crm.Import.Tables;

namespace WellIntake.Modules.Platform.Crm.Zoho.Mapping;

/// <summary>What is read, candidates first: the others refer to them.</summary>
internal sealed class ZohoPlans
{
    /// <exception cref="OptionsValidationException">The options cannot work.</exception>
    public ZohoPlans(IOptions<ZohoOptions> options)
    {
        var modules = options.Value.Modules;
        var problems = new List<string>();
        (CrmTable Table, ZohoModuleOptions Options)[] kinds =
        [
            (new CandidateTable(), modules.Candidates),
            (new DealTable(), modules.Deals),
            (new MeetingTable(), modules.Meetings),
            (new NoteTable(), modules.Notes),
        ];
        All = [.. kinds.Where(k => k.Options.Enabled).Select(k => ZohoPlan.Make(k.Table, k.Options, problems)).OfType<ZohoPlan>()];
    }

    public IReadOnlyList<ZohoPlan> All { get; }
}
