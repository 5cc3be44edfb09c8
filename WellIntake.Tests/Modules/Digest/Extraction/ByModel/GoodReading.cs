using System.Text.Json;
using System.Text.Json.Nodes;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Extraction.ByModel;

namespace WellIntake.Tests.Modules.Digest.Extraction.ByModel;

/// <summary>
/// A model that reads well: it finds in the lines it was sent what is to be found there, and points at it in the form that
/// it was asked for. It finds nothing that it was not sent.
/// </summary>
internal static class GoodReading
{
    public static string Of(CandidateEvidence evidence, CandidateInsight found, JsonNode sent)
    {
        var lines = sent["texts"]!.AsArray().SelectMany(t => t!["lines"]!.AsArray())
            .Select(l => (Number: (int)l!["line"]!, Speaker: (string)l["speaker"]!, Text: (string)l["text"]!)).ToList();
        return Json(
            found.Facts.Where(f => f.Source.Sentence is not null).Select(f => (CandidateReading.Word(f.Kind), At(f.Source))),
            (found.Sentiment.Mood.ToString().ToLowerInvariant(), found.Sentiment.Enthusiasm),
            found.Sentiment.DecidedBy.Select(d => At(d.Source)),
            found.RedFlags.Where(f => f.Source.Entity == "note").Select(f => (f.Name, At(f.Source))),
            evidence.Candidate.Mobility is null && found.Mobility is { } mobility ? (mobility, SaysMobility(mobility)) : null);

        (int, string) At(BulletSource source)
        {
            var line = lines.Find(l => l.Text == source.Sentence);
            return (line.Number, line.Text ?? throw new InvalidOperationException("A sentence that matters was not sent."));
        }

        (int, string) SaysMobility(string mobility)
        {
            var line = lines.Find(l => l.Speaker == "candidate" && SentenceFacts.Mobility(new Sentence(l.Text, 0, Speaker.Candidate)) == mobility);
            return (line.Number, line.Text);
        }
    }

    /// <summary>A reply in the form of the schema.</summary>
    public static string Json(
        IEnumerable<(string Kind, (int Line, string Quote) At)>? facts = null,
        (string Mood, int Enthusiasm)? mood = null,
        IEnumerable<(int Line, string Quote)>? moodLines = null,
        IEnumerable<(string Name, (int Line, string Quote) At)>? flags = null,
        (string Value, (int Line, string Quote) At)? mobility = null) =>
        JsonSerializer.Serialize(new
        {
            facts = (facts ?? []).Select(f => new { kind = f.Kind, line = f.At.Line, quote = f.At.Quote }),
            mood = new
            {
                mood = mood?.Mood ?? "neutral",
                enthusiasm = mood?.Enthusiasm ?? 50,
                lines = (moodLines ?? []).Select(l => new { line = l.Line, quote = l.Quote }),
            },
            red_flags = (flags ?? []).Select(f => new { name = f.Name, line = f.At.Line, quote = f.At.Quote }),
            mobility = mobility is { } m ? new { mobility = m.Value, line = m.At.Line, quote = m.At.Quote } : null,
        });
}
