using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace WellIntake.Modules.Digest.Extraction.ByModel;

/// <summary>A numbered sentence of the evidence, as the model sees it.</summary>
internal sealed record EvidenceLine(int Number, Sentence Sentence, Passage Passage)
{
    /// <summary>The sentence as a source.</summary>
    public BulletSource Source => Passage.SourceOf(Sentence);
}

/// <summary>
/// What is shown to the model of a candidate: sentences, numbered, with who says them, the newest text first. No name, no
/// address, no field of the record; orders to a machine are left out.
/// </summary>
internal sealed class EvidenceLines
{
    /// <summary>Characters of sentences at most; older ones are left out.</summary>
    public const int MostCharacters = 24_000;

    // Letters of all scripts as they are; angle brackets stay escaped, so that no text can end the data.
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private readonly List<EvidenceLine> _lines = [];

    private EvidenceLines(IEnumerable<Passage> passages)
    {
        var left = MostCharacters;
        foreach (var passage in passages)
        {
            foreach (var sentence in passage.Sentences)
            {
                left -= sentence.Text.Length;
                if (left < 0)
                    return;
                if (sentence.Speaker != Speaker.Nobody)
                    _lines.Add(new EvidenceLine(_lines.Count + 1, sentence, passage));
            }
        }
    }

    /// <summary>Whether anything in it may state a fact.</summary>
    public bool HasStatements => _lines.Exists(l => l.Sentence.IsStatement);

    /// <summary>Numbers the sentences of a candidate's evidence.</summary>
    public static EvidenceLines Of(CandidateEvidence evidence) => new(Passage.Of(evidence));

    /// <summary>The line of a number; null when there is none.</summary>
    public EvidenceLine? Find(int number) => number >= 1 && number <= _lines.Count ? _lines[number - 1] : null;

    /// <summary>As JSON: texts with their source and date, and their lines.</summary>
    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            json.WriteStartArray("texts");
            foreach (var text in _lines.GroupBy(l => l.Passage))
                Write(json, text.Key, text);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter json, Passage passage, IEnumerable<EvidenceLine> lines)
    {
        json.WriteStartObject();
        json.WriteString("source", passage.Entity == "candidate" ? "profile" : passage.Entity);
        // A profile's date changes with every import, and with it the question.
        if (passage.Entity != "candidate")
            json.WriteString("date", passage.WrittenAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteStartArray("lines");
        foreach (var line in lines)
        {
            json.WriteStartObject();
            json.WriteNumber("line", line.Number);
            json.WriteString("speaker", line.Sentence.Speaker switch { Speaker.Candidate => "candidate", Speaker.Interviewer => "interviewer", _ => "writer" });
            json.WriteString("text", line.Sentence.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
