using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Platform.Persistence.Entities;
using static WellIntake.Tests.Modules.Digest.CandidateBuilder;

namespace WellIntake.Tests.Modules.Digest.Extraction;

/// <summary>How every extractor reads mood and red flags, by model or offline (DIG-4).</summary>
public abstract class MoodBehaviour
{
    /// <summary>The extractor that is tested, over this evidence.</summary>
    private protected abstract Task<CandidateInsight> ExtractAsync(CandidateEvidence evidence, CancellationToken ct = default);

    [TestMethod]
    [DataRow("I'm really excited and ready to move.", Mood.Positive)]
    [DataRow("I can't wait to get started, this is a great fit.", Mood.Positive)]
    [DataRow("I'm just exploring and not in a rush.", Mood.Cautious)]
    [DataRow("I'm not ready to move.", Mood.Cautious)]
    [DataRow("My firm made a counteroffer and I am having second thoughts.", Mood.Cautious)]
    [DataRow("I live in Dallas.", Mood.Neutral)]
    public async Task Sentiment_TheirOwnWords_DecideTheMood(string said, object mood) =>
        Assert.AreEqual((Mood)mood, (await ExtractAsync(Candidate(), Transcript("Candidate: " + said))).Sentiment.Mood);

    [TestMethod]
    public async Task Sentiment_NothingSaid_IsFiftyAndDecidedByNothing()
    {
        var sentiment = (await ExtractAsync(Candidate())).Sentiment;

        Assert.AreEqual((Mood.Neutral, 50), (sentiment.Mood, sentiment.Enthusiasm));
        Assert.IsEmpty(sentiment.DecidedBy);
    }

    [TestMethod]
    public async Task Sentiment_TheInterviewersEnthusiasm_CountsNothing() =>
        Assert.AreEqual(50, (await ExtractAsync(Candidate(), Transcript("Interviewer: I am thrilled, you must be excited!\nCandidate: I live in Dallas."))).Sentiment.Enthusiasm);

    [TestMethod]
    public async Task Sentiment_StrongerWords_GiveMoreEnthusiasm()
    {
        async Task<int> Of(string said) => (await ExtractAsync(Candidate(), Transcript("Candidate: " + said))).Sentiment.Enthusiasm;

        var (weak, plain, strong, denied) = (await Of("I'm somewhat excited."), await Of("I'm excited."), await Of("I'm very excited."), await Of("I'm not excited."));

        Assert.IsTrue(50 < weak && weak < plain && plain < strong, $"{weak} {plain} {strong}");
        Assert.IsLessThan(50, denied);
    }

    [TestMethod]
    public async Task Sentiment_ARecruitersNote_WeighsLessThanTheirOwnWords()
    {
        var own = (await ExtractAsync(Candidate(), Transcript("Candidate: Very excited."))).Sentiment.Enthusiasm;
        var note = (await ExtractAsync(Candidate(), Note("Very excited."))).Sentiment.Enthusiasm;

        Assert.IsTrue(50 < note && note < own, $"{note} {own}");
    }

    [TestMethod]
    public async Task Sentiment_DecidingSentences_AreKeptWithTheirPlace()
    {
        const string text = "Candidate: I live in Dallas. I am thrilled about this.";

        var sentence = (await ExtractAsync(Candidate(), Transcript(text))).Sentiment.DecidedBy.Single();

        Assert.AreEqual("I am thrilled about this.", sentence.Source.Sentence);
        Assert.AreEqual(text.IndexOf("I am thrilled", StringComparison.Ordinal), sentence.Source.Start);
    }

    [TestMethod]
    [DataRow("I have a pending FINRA complaint.", "Regulatory disclosure")]
    [DataRow("There is one thing on my U4.", "Regulatory disclosure")]
    [DataRow("I was let go in March.", "Terminated")]
    [DataRow("I signed a non-compete.", "Non-compete or garden leave")]
    [DataRow("This is my third firm in five years.", "Several moves")]
    [DataRow("They will make a counteroffer.", "Counteroffer likely")]
    [DataRow("No complaints or disclosures.", null)]
    [DataRow("There is nothing on my U4.", null)]
    [DataRow("I have never been fired.", null)]
    [DataRow("I don't have a non-compete.", null)]
    [DataRow("Would a non-compete matter?", null)]
    public async Task RedFlags_WhatIsSaid_RaisesThem(string said, string? flag) =>
        Assert.AreEqual(flag, (await ExtractAsync(Candidate(), Transcript("Candidate: " + said))).RedFlags.SingleOrDefault()?.Name);

    [TestMethod]
    public async Task RedFlags_TheInterviewersWords_RaiseNone() =>
        Assert.IsEmpty((await ExtractAsync(Candidate(), Transcript("Interviewer: Tell me of your customer complaint.\nCandidate: Sure."))).RedFlags);

    [TestMethod]
    public async Task RedFlags_GardenLeaveInTheField_IsOne() =>
        Assert.AreEqual("availability_text", (await ExtractAsync(Candidate(with: c => c.AvailabilityText = "90-day garden leave"))).RedFlags.Single().Source.Field);

    private Task<CandidateInsight> ExtractAsync(Candidate candidate, params NoteEvidence[] notes) => ExtractAsync(Evidence(candidate, notes));
}
