using System.Diagnostics;
using System.Globalization;
using System.Text;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Platform.Crm.Seed;

namespace WellIntake.Benchmarks.Digest;

/// <summary>Extraction without a database, always of the same people; the fingerprint shows whether it found the same.</summary>
internal static class ExtractionRounds
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(int candidates, int rounds)
    {
        var people = Enumerable.Range(0, candidates).Select(Evidence).ToList();
        var extractor = new OfflineExtractor();
        var fingerprint = await FingerprintAsync(extractor, people);
        var times = new List<double>();
        var bytes = 0L;
        for (var i = 0; i < rounds; i++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var from = Stopwatch.GetTimestamp();
            foreach (var evidence in people)
                await extractor.ExtractAsync(evidence, Now);
            times.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        var median = times.Order().ElementAt(rounds / 2);
        Console.WriteLine($"extraction alone, {candidates} candidates: {median:N1} ms ({median / candidates:0.000} ms a candidate), {bytes / 1e6:N1} MB allocated, found {fingerprint:x16}");
    }

    private static CandidateEvidence Evidence(int index)
    {
        var person = new SeedPerson(new SeedRequest(index + 1), index, Now);
        var interview = new NoteEvidence($"i-{index}", "transcript", Interview.Of(person.Candidate.Id, person.Candidate.Name), null, person.Candidate.PublishedAt);
        return new CandidateEvidence(
            person.Candidate,
            [interview, .. person.Notes.Select(n => new NoteEvidence(n.Id, n.Kind, n.Text, n.Author, n.CreatedAt))],
            [.. person.Deals.Select(d => new DealEvidence(d.Id, d.Stage, d.Description, d.ModifiedAt))],
            [.. person.Meetings.Select(m => new MeetingEvidence(m.Id, m.StartsAt, m.Outcome))]);
    }

    private static async Task<ulong> FingerprintAsync(OfflineExtractor extractor, List<CandidateEvidence> people)
    {
        var hash = 14_695_981_039_346_656_037UL;
        var all = new StringBuilder();
        foreach (var evidence in people)
        {
            var insight = await extractor.ExtractAsync(evidence, Now);
            all.Clear().AppendJoin('|', insight.Bullets).AppendJoin('|', insight.Facts).AppendJoin('|', insight.RedFlags).AppendJoin('|', insight.Sentiment.DecidedBy)
                .Append(CultureInfo.InvariantCulture, $"{insight.Mobility}|{insight.Availability}|{insight.Sentiment.Enthusiasm}");
            foreach (var c in all.ToString())
                hash = (hash ^ c) * 1_099_511_628_211UL;
        }

        return hash;
    }
}
