using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Extraction;

/// <summary>Finds out who says what in an interview: "Interviewer:", "[00:01:23] Jane Doe:", "Q:" and "A:".</summary>
internal static partial class TranscriptReader
{
    private static readonly HashSet<string> CandidateLabels = new(StringComparer.OrdinalIgnoreCase)
        { "candidate", "applicant", "advisor", "adviser", "interviewee", "prospect", "a", "answer" };

    private static readonly HashSet<string> InterviewerLabels = new(StringComparer.OrdinalIgnoreCase)
        { "interviewer", "recruiter", "q", "question", "host", "moderator" };

    // "AUM: $300M" is a line of a note, not somebody called AUM.
    private static readonly HashSet<string> Headings = new(StringComparer.OrdinalIgnoreCase)
    {
        "aum", "production", "t12", "licenses", "licences", "availability", "comp", "compensation", "notes", "note", "summary", "location", "clients", "team",
        "education", "experience", "growth", "title", "firm", "date", "subject", "re", "from", "to", "background", "motivation", "next steps", "mobility",
    };

    /// <summary>
    /// The sentences with their speakers. Without labels everything is the writer's. Where the candidate cannot be told
    /// from the others, every sentence is the interviewer's, so that none is taken for a fact.
    /// </summary>
    public static List<Sentence> Read(string text, string candidateName, string? author, bool isTranscript)
    {
        var labels = text.Contains(':', StringComparison.Ordinal) || text.Contains("<v", StringComparison.Ordinal)
            ? Label().Matches(text).Select(Said.By).Where(l => !Headings.Contains(l.Name)).ToList()
            : [];
        if (!isTranscript && !labels.Exists(l => InterviewerLabels.Contains(l.Name)))
            labels.Clear();

        var sentences = new List<Sentence>();
        if (labels.Count == 0)
        {
            Add(sentences, text, 0, text.Length, Speaker.Writer);
            return sentences;
        }

        var speakers = Speakers(text, labels, candidateName, author);
        Add(sentences, text, 0, labels[0].Start, Speaker.Interviewer);
        for (var i = 0; i < labels.Count; i++)
        {
            Add(sentences, text, labels[i].End, i + 1 < labels.Count ? labels[i + 1].Start : text.Length, speakers[labels[i].Name]);
        }

        return sentences;
    }

    private static Dictionary<string, Speaker> Speakers(string text, List<Said> labels, string candidateName, string? author)
    {
        var speakers = new Dictionary<string, Speaker>(StringComparer.OrdinalIgnoreCase);
        var unknown = new List<string>();
        foreach (var name in labels.Select(l => l.Name).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (CandidateLabels.Contains(name) || SharesWord(name, candidateName))
                speakers[name] = Speaker.Candidate;
            else if (InterviewerLabels.Contains(name) || author is not null && SharesWord(name, author))
                speakers[name] = Speaker.Interviewer;
            else
                unknown.Add(name);
        }

        var candidate = speakers.ContainsValue(Speaker.Candidate) ? null
            : unknown.Count == 1 && speakers.Count > 0 ? unknown[0]
            : unknown.Count == 2 && speakers.Count == 0 ? AsksLess(text, labels, unknown[0], unknown[1])
            : null;
        foreach (var name in unknown)
            speakers[name] = name == candidate ? Speaker.Candidate : Speaker.Interviewer;
        return speakers;
    }

    // Who asks fewer of the questions is the one being interviewed; a tie decides nothing.
    private static string? AsksLess(string text, List<Said> labels, string first, string second)
    {
        var (one, two) = (0, 0);
        for (var i = 0; i < labels.Count; i++)
        {
            var from = labels[i].End;
            var said = text.AsSpan(from, (i + 1 < labels.Count ? labels[i + 1].Start : text.Length) - from);
            var questions = said.Count('?');
            if (labels[i].Name.Equals(first, StringComparison.OrdinalIgnoreCase))
                one += questions;
            else
                two += questions;
        }

        return one == two ? null : one < two ? first : second;
    }

    private static void Add(List<Sentence> sentences, string text, int from, int to, Speaker speaker)
    {
        foreach (var (start, length) in SentenceSplitter.Split(text, from, to))
        {
            var said = text.Substring(start, length);
            sentences.Add(new Sentence(said, start, OrderGate.IsOrder(said) ? Speaker.Nobody : speaker));
        }
    }

    private static bool SharesWord(string label, string name)
    {
        foreach (var word in label.Split([' ', '.', '(', ')'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Length >= 2 && name.Split([' ', '.', '@', '_', ','], StringSplitOptions.RemoveEmptyEntries).Contains(word, StringComparer.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Where a label stands, and whose it is.</summary>
    private sealed record Said(string Name, int Start, int End)
    {
        public static Said By(Match label) => new(label.Groups["name"].Value.Trim(), label.Index, label.Index + label.Length);
    }

    [GeneratedRegex(@"^[ \t]*[\[(]?(\d{1,2}:\d{2}(:\d{2})?([.,]\d+)?)?[\])]?[ \t]*[-–]?[ \t]*(<v[ \t]+(?<name>[^>\n]{1,60})>|\**(?<name>[A-Za-z][\w.'’-]{0,30}([ \t]+[A-Z\d][\w.'’-]{0,30}){0,3})([ \t]*\([^)\n]{0,40}\))?([ \t]*\[?\d{1,2}:\d{2}(:\d{2})?\]?)?\**:\**(?!\d)[ \t]?)", Patterns.Options & ~RegexOptions.IgnoreCase | RegexOptions.Multiline, Patterns.TimeoutMs)]
    private static partial Regex Label();
}
