using System.Text.Json;
using WellIntake.Modules.Platform.LanguageModel;

namespace WellIntake.Modules.Digest.Extraction.ByModel;

/// <summary>A line that the model points at, and its words there.</summary>
internal sealed record Pointer(EvidenceLine Line, string Quote);

/// <summary>
/// What the model made of a candidate's evidence: all of it points at lines, nothing is in its own words. Made only of a
/// reply that the evidence bears out.
/// </summary>
/// <param name="Facts">One of a kind at most, written from their lines.</param>
/// <param name="Mood">The mood.</param>
/// <param name="Enthusiasm">0–100, within the mood's part of the scale.</param>
/// <param name="MoodLines">What decides the mood; empty when nothing tells.</param>
/// <param name="RedFlags">By name, each once.</param>
/// <param name="Mobility">Null when nothing tells.</param>
internal sealed record CandidateReading(
    IReadOnlyList<Bullet> Facts,
    Mood Mood,
    int Enthusiasm,
    IReadOnlyList<Pointer> MoodLines,
    IReadOnlyList<(string Name, Pointer At)> RedFlags,
    (string Value, Pointer At)? Mobility)
{
    /// <summary>What may be said of mobility, in the words of the offline extractor.</summary>
    public static readonly IReadOnlyList<string> Mobilities = ["open to relocation", "not open to relocation", "open to remote work"];

    /// <summary>A kind as the schema says it.</summary>
    public static string Word(BulletKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Reads a reply that has the schema's form.</summary>
    /// <exception cref="InvalidReplyException">It points at what is not there, or at what may state nothing, or contradicts itself.</exception>
    public static CandidateReading Read(JsonElement reply, EvidenceLines lines, DateOnly today)
    {
        var facts = Each(reply, "facts", f => FactWriter.Write(Enum.Parse<BulletKind>(Text(f, "kind"), ignoreCase: true), At(f, lines), today));
        if (facts.DistinctBy(f => f.Kind).Count() < facts.Count)
            throw new InvalidReplyException("has two facts of one kind");
        var flags = Each(reply, "red_flags", f => (Text(f, "name"), At(f, lines)));
        if (flags.DistinctBy(f => f.Item1).Count() < flags.Count)
            throw new InvalidReplyException("has a red flag twice");

        var feeling = reply.GetProperty("mood");
        var mood = Enum.Parse<Mood>(Text(feeling, "mood"), ignoreCase: true);
        var enthusiasm = feeling.GetProperty("enthusiasm").GetInt32();
        var moodLines = Each(feeling, "lines", l => At(l, lines));
        CheckMood(mood, enthusiasm, moodLines);

        var mobility = reply.GetProperty("mobility");
        return new CandidateReading(
            facts, mood, enthusiasm, moodLines, flags,
            mobility.ValueKind == JsonValueKind.Null ? null : (Text(mobility, "mobility"), At(mobility, lines)));
    }

    private static void CheckMood(Mood mood, int enthusiasm, List<Pointer> lines)
    {
        if (mood != MoodReader.Of(enthusiasm))
            throw new InvalidReplyException("has a mood that is not its enthusiasm's");
        if (lines.Count == 0 && enthusiasm != MoodReader.NothingSaid)
            throw new InvalidReplyException("has a mood that no line decides");
        // What the words plainly say against it cannot decide for it.
        var weight = lines.Sum(l => MoodReader.WeightOf(l.Line.Sentence.Text));
        if (mood == Mood.Positive && weight < 0 || mood == Mood.Cautious && weight > 0)
            throw new InvalidReplyException("has a mood that its lines contradict");
    }

    private static Pointer At(JsonElement element, EvidenceLines lines)
    {
        var line = lines.Find(element.GetProperty("line").GetInt32()) ?? throw new InvalidReplyException("points at a line that is not there");
        var quote = Text(element, "quote");
        if (!line.Sentence.Text.Contains(quote, StringComparison.Ordinal))
            throw new InvalidReplyException("quotes what its line does not say");
        if (!line.Sentence.IsStatement)
            throw new InvalidReplyException("takes a question or an interviewer's words for a statement");
        if (!quote.Any(char.IsLetterOrDigit))
            throw new InvalidReplyException("quotes no word");
        return new Pointer(line, quote);
    }

    private static List<T> Each<T>(JsonElement parent, string name, Func<JsonElement, T> read) =>
        [.. parent.GetProperty(name).EnumerateArray().Select(read)];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
