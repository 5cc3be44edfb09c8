using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Crm.Import;
using WellIntake.Modules.Platform.Crm.Import.Tables;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Crm.Seed;

/// <inheritdoc />
internal sealed partial class Seeder(IDbContextFactory<WellIntakeDbContext> databases, TimeProvider time, ILogger<Seeder> logger) : ISeeder
{
    private static readonly HashSet<string> NothingProvided = [];

    public async Task<SeedReport> SeedAsync(SeedRequest request, IProgress<SeedProgress>? progress = null, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Candidates, 1, nameof(request));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Candidates, 10_000_000, nameof(request));
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Days, 1, nameof(request));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Days, 3_650, nameof(request));

        var started = time.GetTimestamp();
        var now = time.GetUtcNow();
        now = new DateTimeOffset(now.UtcTicks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
        var context = new RecordContext(now, "seed");
        var candidates = new Batch<Candidate>(new ChunkWriter<Candidate>(databases, new CandidateTable(), context));
        var deals = new Batch<Deal>(new ChunkWriter<Deal>(databases, new DealTable(), context));
        var meetings = new Batch<Meeting>(new ChunkWriter<Meeting>(databases, new MeetingTable(), context));
        var notes = new Batch<Note>(new ChunkWriter<Note>(databases, new NoteTable(), context));

        for (var i = 0; i < request.Candidates; i++)
        {
            var person = new SeedPerson(request, i, now);
            await candidates.AddAsync(person.Candidate, ct);
            foreach (var deal in person.Deals)
                await deals.AddAsync(deal, ct);
            foreach (var meeting in person.Meetings)
                await meetings.AddAsync(meeting, ct);
            foreach (var note in person.Notes)
                await notes.AddAsync(note, ct);
            if ((i + 1) % 1_000 == 0)
                progress?.Report(new SeedProgress(i + 1, request.Candidates));
        }

        var report = new SeedReport(
            await candidates.FinishAsync(ct), await deals.FinishAsync(ct), await meetings.FinishAsync(ct), await notes.FinishAsync(ct));
        progress?.Report(new SeedProgress(request.Candidates, request.Candidates));
        Log.Seeded(logger, report.Candidates, report.Deals, report.Meetings, report.Notes, (long)time.GetElapsedTime(started).TotalMilliseconds);
        return report;
    }

    /// <summary>Gathers records into chunks. Records that are there already are left as they are.</summary>
    private sealed class Batch<T>(ChunkWriter<T> writer)
        where T : class
    {
        private readonly List<T> _rows = new(ChunkWriter<T>.Size);
        private long _inserted;

        public async ValueTask AddAsync(T row, CancellationToken ct)
        {
            _rows.Add(row);
            if (_rows.Count == ChunkWriter<T>.Size)
                await FlushAsync(ct);
        }

        public async Task<long> FinishAsync(CancellationToken ct)
        {
            await FlushAsync(ct);
            return _inserted;
        }

        private async Task FlushAsync(CancellationToken ct)
        {
            if (_rows.Count == 0)
                return;
            var outcome = await writer.WriteAsync(_rows, NothingProvided, ct);
            _inserted += outcome.Inserted;
            _rows.Clear();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4110, LogLevel.Information, "Seeded {Candidates} candidates, {Deals} deals, {Meetings} meetings and {Notes} notes in {Milliseconds} ms")]
        public static partial void Seeded(ILogger logger, long candidates, long deals, long meetings, long notes, long milliseconds);
    }
}
