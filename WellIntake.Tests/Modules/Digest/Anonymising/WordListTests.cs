using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Anonymising.Words;

namespace WellIntake.Tests.Modules.Digest.Anonymising;

[TestClass]
[TestCategory("DIG-6")]
public sealed class WordListTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("words-").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Load_LinesAddedInAFolder_AreUsed()
    {
        Write("firms.txt", "# ours\na family office = Thimblewick | ^Thimble");
        Write("metros.txt", "Lubbock = Lubbock, TX");

        var words = Vocabulary.Load(_folder);

        Assert.AreEqual("a family office", words.KindOfFirm(CandidateBuilder.Candidate(with: c => c.Firm = "Thimblewick LLC")));
        Assert.AreEqual("Lubbock metro", words.Place("Lubbock", "Texas"));
        Assert.AreEqual("a wirehouse", words.KindOfFirm(CandidateBuilder.Candidate(with: c => c.Firm = "UBS")));
    }

    [TestMethod]
    [DataRow("firms.txt", "# fine\na wirehouse Merrill", "firms.txt line 2: there is no '='")]
    [DataRow("awards.txt", "= Barron's", "awards.txt line 1: nothing stands left")]
    [DataRow("schools.txt", "a university = Foo | | Bar", "schools.txt line 1: a phrase right of the '=' is empty")]
    [DataRow("roles.txt", "chief = boss", "roles.txt line 1: this list has one entry a line")]
    [DataRow("metros.txt", "Lubbock = Lubbock", "'Lubbock' of Lubbock has no state")]
    [DataRow("firm.txt", "x = y", "firm.txt: there is no list of that name")]
    public void Validate_ABadLine_IsNamedByFileAndLine(string file, string text, string problem)
    {
        Write(file, text);

        var result = new PrivacyOptionsCheck().Validate(null, new PrivacyOptions { WordFolder = _folder });

        Assert.IsTrue(result.Failed);
        Assert.Contains(problem, result.FailureMessage, StringComparison.Ordinal);
    }

    [TestMethod]
    public void Validate_AFolderThatIsNotThere_IsNamed() =>
        Assert.Contains("is not there", new PrivacyOptionsCheck().Validate(null, new PrivacyOptions { WordFolder = Path.Combine(_folder, "none") }).FailureMessage!, StringComparison.Ordinal);

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);
}
