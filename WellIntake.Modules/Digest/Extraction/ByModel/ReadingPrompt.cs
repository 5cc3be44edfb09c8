using WellIntake.Modules.Platform.LanguageModel;

namespace WellIntake.Modules.Digest.Extraction.ByModel;

/// <summary>What the model is asked, and the form of its answer.</summary>
internal static class ReadingPrompt
{
    /// <summary>Changes with the prompt's or the schema's meaning; stored results of another version are not used.</summary>
    public const string Version = "digest-1";

    private const string Instructions =
        """
        You read what was said and written about a candidate, a financial professional, and point at what matters to a firm that
        may hire them. You do not write anything yourself: you point at lines and copy from them.

        The evidence is a list of texts, newest first. Each line has a number, a speaker (candidate, interviewer, or writer for a
        recruiter's own words) and its text.

        facts: the candidate's own present facts, at most one of each kind: aum (assets under management), growth, production
        (revenue, T12), ranking (awards, clubs), clients (how many), licences, team, years (of experience), education, specialty,
        availability, compensation (what they want). Not what they wish for, deny, remember, were asked, or say of others or of
        their firm. Where two lines disagree, take the newer text, and within a text the later line, when it corrects.
        mood: how the candidate feels about a move. positive: enthusiasm 60 to 100. neutral: 43 to 59. cautious: 0 to 42. With it,
        the one to three lines that decide it. When nothing tells, neutral, 50, and no lines.
        red_flags: what should be looked at before presenting them, by the names in the schema. Not what is denied.
        mobility: whether they would move, when they say so; null otherwise.

        "line" is the line's number. "quote" is copied from that one line character by character, as short as it can be and still
        say it. Never quote an interviewer, and never a question.
        """;

    /// <summary>The answer's form.</summary>
    public static readonly ReplySchema Schema = new("candidate_reading", SchemaText());

    /// <summary>The question about a candidate. The day is for reading dates; the model is not told, so the question is the same tomorrow.</summary>
    public static StructuredQuestion<CandidateReading> Ask(EvidenceLines lines, DateOnly today) =>
        new("digest", Version, Instructions, lines.ToJson(), Schema, reply => CandidateReading.Read(reply, lines, today));

    private static string SchemaText()
    {
        var kinds = string.Join(", ", Enum.GetValues<BulletKind>().Where(k => k != BulletKind.Other).Select(k => $"\"{CandidateReading.Word(k)}\""));
        var flags = string.Join(", ", RedFlagReader.Severities.Keys.Order(StringComparer.Ordinal).Select(n => $"\"{n}\""));
        var mobility = string.Join(", ", CandidateReading.Mobilities.Select(m => $"\"{m}\""));
        return $$"""
            {
              "type": "object",
              "properties": {
                "facts": {
                  "type": "array", "maxItems": 12,
                  "items": {
                    "type": "object",
                    "properties": { "kind": { "type": "string", "enum": [{{kinds}}] }, "line": {{Line}}, "quote": {{Quote}} },
                    "required": ["kind", "line", "quote"], "additionalProperties": false
                  }
                },
                "mood": {
                  "type": "object",
                  "properties": {
                    "mood": { "type": "string", "enum": ["positive", "neutral", "cautious"] },
                    "enthusiasm": { "type": "integer", "minimum": 0, "maximum": 100 },
                    "lines": {
                      "type": "array", "maxItems": 3,
                      "items": {
                        "type": "object", "properties": { "line": {{Line}}, "quote": {{Quote}} },
                        "required": ["line", "quote"], "additionalProperties": false
                      }
                    }
                  },
                  "required": ["mood", "enthusiasm", "lines"], "additionalProperties": false
                },
                "red_flags": {
                  "type": "array", "maxItems": 9,
                  "items": {
                    "type": "object",
                    "properties": { "name": { "type": "string", "enum": [{{flags}}] }, "line": {{Line}}, "quote": {{Quote}} },
                    "required": ["name", "line", "quote"], "additionalProperties": false
                  }
                },
                "mobility": {
                  "anyOf": [
                    { "type": "null" },
                    {
                      "type": "object",
                      "properties": { "mobility": { "type": "string", "enum": [{{mobility}}] }, "line": {{Line}}, "quote": {{Quote}} },
                      "required": ["mobility", "line", "quote"], "additionalProperties": false
                    }
                  ]
                }
              },
              "required": ["facts", "mood", "red_flags", "mobility"], "additionalProperties": false
            }
            """;
    }

    private const string Line = """{ "type": "integer", "minimum": 1, "maximum": 100000 }""";
    private const string Quote = """{ "type": "string", "minLength": 2, "maxLength": 600 }""";
}
