using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Crm.Import.Tables;
using WellIntake.Modules.Platform.Crm.Zoho.Client;
using WellIntake.Modules.Platform.Crm.Zoho.Mapping;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Modules.Platform.Crm.Zoho.Sync;

/// <summary>Runs over all kinds of records, one after the other, while it holds the lease.</summary>
internal sealed partial class ZohoSync(
    IDbContextFactory<WellIntakeDbContext> databases, IDatabaseProvider provider, ZohoClient client, SyncStates states, ZohoPlans plans,
    IOptions<ZohoOptions> options, TimeProvider time, ILogger<ZohoSync> logger) : ICrmSync
{
    private const int RefusalsLogged = 20;

    public async Task<CrmSyncReport> SyncAsync(bool full, IProgress<CrmSyncProgress>? progress = null, CancellationToken ct = default)
    {
        var lease = new SyncLease(databases, provider, time, options.Value.LeaseTime);
        if (!await lease.TryTakeAsync(ct))
            return new CrmSyncReport(CrmSyncOutcome.Busy, []);
        try
        {
            return await RunAsync(lease, full, progress, ct);
        }
        catch (SyncLeaseLostException)
        {
            Log.LeaseLost(logger);
            return new CrmSyncReport(CrmSyncOutcome.Busy, []);
        }
        finally
        {
            // Also when cancelled: the next process should not have to wait until it expires.
            await lease.ReleaseAsync(CancellationToken.None);
        }
    }

    private async Task<CrmSyncReport> RunAsync(SyncLease lease, bool full, IProgress<CrmSyncProgress>? progress, CancellationToken ct)
    {
        var reports = new List<CrmSyncKindReport>();
        TimeSpan? retryAfter = null;
        var goOn = true;
        foreach (var plan in plans.All)
        {
            if (!goOn)
                break;
            var report = plan.Kind switch
            {
                CrmKind.Candidates => await RunKindAsync(new CandidateTable()),
                CrmKind.Deals => await RunKindAsync(new DealTable()),
                CrmKind.Meetings => await RunKindAsync(new MeetingTable()),
                CrmKind.Notes => await RunKindAsync(new NoteTable()),
                _ => throw new UnreachableException(),
            };
            reports.Add(report);
            Say(report);

            async Task<CrmSyncKindReport> RunKindAsync<T>(CrmTable<T> table)
                where T : class
            {
                var run = new ModuleSync<T>(databases, table, plan, client, lease, states, time, progress);
                try
                {
                    await run.RunAsync(full, options.Value.Overlap, ct);
                    return run.Report;
                }
                catch (ZohoException e)
                {
                    (goOn, retryAfter) = (e.IsOfTheRequest, e.RetryAfter);
                    return await FailedAsync(run.Report, Word(e.Outcome), e.Message);
                }
                catch (CircuitOpenException e)
                {
                    (goOn, retryAfter) = (false, e.RetryAfter);
                    return await FailedAsync(run.Report, "circuit_open", e.Message);
                }
            }

            async Task<CrmSyncKindReport> FailedAsync(CrmSyncKindReport report, string error, string text)
            {
                await states.FailAsync(plan, error, ct);
                return report with { Error = error, ErrorText = text };
            }
        }

        return new CrmSyncReport(reports.Exists(r => r.Error is not null) ? CrmSyncOutcome.Failed : CrmSyncOutcome.Done, reports, retryAfter);
    }

    private void Say(CrmSyncKindReport report)
    {
        if (report.Error is not null)
            Log.Failed(logger, report.Kind, report.ErrorText!);
        else if (report.Inserted + report.Updated + report.Deleted + report.Refused > 0)
            Log.Synchronised(logger, report.Kind, report.Read, report.Inserted, report.Updated, report.Deleted, report.Refused);
        foreach (var refusal in report.Refusals.Take(RefusalsLogged))
            // Its reason may quote the value.
            Log.Refused(logger, report.Kind, refusal.Id, refusal.Field ?? "(record)");
    }

    private static string Word(ZohoOutcome outcome) => outcome switch
    {
        ZohoOutcome.Unreachable => "unreachable",
        ZohoOutcome.BadAnswer => "bad_answer",
        ZohoOutcome.RateLimited => "rate_limited",
        ZohoOutcome.Refused => "refused",
        _ => "rejected",
    };

    private static partial class Log
    {
        [LoggerMessage(4120, LogLevel.Information, "Zoho CRM, {Kind}: {Read} read, {Inserted} new, {Updated} changed, {Deleted} deleted, {Refused} refused")]
        public static partial void Synchronised(ILogger logger, CrmKind kind, long read, long inserted, long updated, long deleted, long refused);

        [LoggerMessage(4121, LogLevel.Warning, "Zoho CRM, {Kind}: {Error}. What was read before stays in use")]
        public static partial void Failed(ILogger logger, CrmKind kind, string error);

        [LoggerMessage(4122, LogLevel.Warning, "Zoho CRM, {Kind}: record {Id} was refused: its {Field} cannot be used")]
        public static partial void Refused(ILogger logger, CrmKind kind, string id, string field);

        [LoggerMessage(4123, LogLevel.Warning, "Another process took over the synchronisation with Zoho CRM")]
        public static partial void LeaseLost(ILogger logger);
    }
}
