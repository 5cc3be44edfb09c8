using System.Text.RegularExpressions;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Architecture;

/// <summary>What holds for every file of the repository.</summary>
[TestClass]
public sealed partial class RepositoryTests
{
    private const int MaxFileBytes = 1024 * 1024;

    [TestMethod]
    public void Files_None_IsOverOneMegabyte()
    {
        var large = Repository.Files.Where(file => new FileInfo(Repository.FullPath(file)).Length > MaxFileBytes);
        Assert.IsEmpty(large, "Large files belong elsewhere: " + string.Join(", ", large));
    }

    [TestMethod]
    public void Files_ThingsLeftToDo_NameTheirIssue() => Holds(LeftToDo(), ["// TO" + "DO later", "# FIX" + "ME"], ["// TO" + "DO(#12): as agreed"]);

    [TestMethod]
    public void Files_None_NamesAPackageRegistry() =>
        Holds(RegistryHost(), ["https://api.nuget" + ".org/v3/index.json", "registry.npm" + "js.org/rhea"], ["nuget.config", "npm ci"]);

    [TestMethod]
    public void Documents_None_NamesAPathOfOneMachine() =>
        Holds(MachinePath(), ["see /wo" + "rk/data", "`/tm" + "p/x`"], ["docs/work/x", "the /api/work route"], file => file.EndsWith(".md", StringComparison.Ordinal));

    [TestMethod]
    public void TestCommand_InReadme_IsTheOneThatCiRuns()
    {
        var command = Repository.Lines(".ci/run").Select(line => CiTestCommand().Match(line.Text)).Single(match => match.Success).Groups[1].Value;
        if (!File.Exists(Repository.FullPath("README.md")))
            Skip.Because("README.md is not written yet");
        Assert.Contains(command, Repository.Lines("README.md").Select(line => line.Text.Trim()), $"README.md has no line \"{command}\", which .ci/run runs.");
    }

    /// <summary>Shows the pattern what it must catch and what it must let pass, then every line of every file.</summary>
    private static void Holds(Regex forbidden, string[] caught, string[] spared, Func<string, bool>? concerns = null)
    {
        foreach (var line in caught)
            Assert.IsTrue(forbidden.IsMatch(line), $"{forbidden} does not catch: {line}");
        foreach (var line in spared)
            Assert.IsFalse(forbidden.IsMatch(line), $"{forbidden} catches: {line}");

        var files = Repository.Files.Where(concerns ?? (_ => true)).ToList();
        Assert.IsNotEmpty(files);
        var found = files.SelectMany(file => Repository.Lines(file).Where(line => forbidden.IsMatch(line.Text)).Select(line => $"{file}:{line.Number}")).ToList();
        Assert.IsEmpty(found, string.Join(Environment.NewLine, found));
    }

    // Each is written so that it does not match itself.
    [GeneratedRegex(@"\b(?:TO[D]O|FIX[M]E|HA[C]K)\b(?!\(#\d+\))")]
    private static partial Regex LeftToDo();

    [GeneratedRegex(@"nuget[.]org|npmjs[.](?:org|com)|registry[.]yarnpkg|pypi[.]org|crates[.]io", RegexOptions.IgnoreCase)]
    private static partial Regex RegistryHost();

    [GeneratedRegex("(?<![\\w./])/(?:work|tmp)/")]
    private static partial Regex MachinePath();

    [GeneratedRegex("^TEST_COMMAND=\"(.+)\"$")]
    private static partial Regex CiTestCommand();
}
