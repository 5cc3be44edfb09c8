using WellIntake.Modules.Digest.Extraction;

namespace WellIntake.Tests.Modules.Digest.Extraction;

[TestClass]
[TestCategory("DIG-2")]
public sealed class TranscriptReaderTests
{
    [TestMethod]
    [DataRow("I manage $1.2B. It grew.", "I manage $1.2B.|It grew.")]
    [DataRow("Dr. Lee met J. Smith Jr. in the U.S. market. Good.", "Dr. Lee met J. Smith Jr. in the U.S. market.|Good.")]
    [DataRow("I work in the U.S. I like it.", "I work in the U.S.|I like it.")]
    [DataRow("Really?! Yes.", "Really?!|Yes.")]
    [DataRow("- one\n• two\n\n- three", "one|two|three")]
    [DataRow("He said \"go.\" Then left.", "He said \"go.\"|Then left.")]
    [DataRow("", "")]
    public void Split_AText_GivesSentences(string text, string sentences) =>
        Assert.AreEqual(sentences, string.Join('|', SentenceSplitter.Split(text, 0, text.Length).Select(s => text.Substring(s.Start, s.Length))));

    [TestMethod]
    [DataRow("Interviewer: Hello.\nCandidate: I am here.", "I am here.")]
    [DataRow("Q: Ready?\nA: I am here.", "I am here.")]
    [DataRow("[00:01:23] Rita: Hello.\n[00:01:30] Jane Doe: I am here.", "I am here.")]
    [DataRow("JANE DOE: I am here.\nBOB (recruiter): Fine.", "I am here.")]
    [DataRow("<v Rita>Hello.\n<v Jane>I am here.", "I am here.")]
    [DataRow("Speaker 1: How are you? What do you do?\nSpeaker 2: I am here.", "I am here.")]
    [DataRow("Recruiter: Hello.\nSpeaker 2: I am here.", "I am here.")]
    [DataRow("Ann: Hello.\nBen: I am here.", "")] // nobody can tell who is who
    public void Read_Labels_TellTheCandidatesSentences(string text, string theirs) =>
        Assert.AreEqual(theirs, string.Join('|', TranscriptReader.Read(text, "Jane Doe", null, isTranscript: true).Where(s => s.Speaker == Speaker.Candidate).Select(s => s.Text)));

    [TestMethod]
    public void Read_AHeadingOfANote_IsNoSpeaker() =>
        Assert.IsTrue(TranscriptReader.Read("AUM: $300M\nAvailability: now", "Jane Doe", null, isTranscript: true).TrueForAll(s => s.Speaker == Speaker.Writer));

    [TestMethod]
    public void Split_ATextWithoutStops_IsBounded()
    {
        var text = string.Join(' ', Enumerable.Repeat("word", 1000));

        Assert.IsTrue(SentenceSplitter.Split(text, 0, text.Length).All(s => s.Length <= SentenceSplitter.MaxLength + 10));
    }
}
