using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Features;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Features;

/// <summary>The file that switches flags while the program runs.</summary>
[TestClass, TestCategory("FLG-1")]
public sealed class FlagFileTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTime _time = new();
    private readonly ListLoggerProvider _log = new();
    private string _folder = string.Empty;

    public required TestContext TestContext { get; init; }

    private string Path => System.IO.Path.Combine(_folder, FlagFile.Name);

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestInitialize]
    public void Begin() => _folder = Directory.CreateTempSubdirectory("wellintake-flags-").FullName;

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [TestMethod]
    public async Task File_ComesChangesAndGoes_IsFollowedWithinASecond()
    {
        using var loggers = Loggers();
        using var flags = Create(loggers);
        Assert.IsTrue(flags.Read("Thing").Enabled);

        await WriteAsync("""{"Thing":{"Enabled":false}}""");
        Assert.IsFalse(flags.Read("Thing").Enabled);
        await WriteAsync("""{"thing":{"percentage":12.5, "users":["a","b"]}, /* later */ }""");
        Assert.AreEqual("on for 12.5 % of people and 2 listed", flags.Read("Thing").ToString());
        File.Delete(Path);
        _time.Advance(Second);
        Assert.AreEqual("on for everyone", flags.Read("Thing").ToString());
    }

    [TestMethod]
    [DataRow("""{"Thing":{"Enabled":tr""", "not valid JSON")]
    [DataRow("""[]""", "must be a JSON object")]
    [DataRow("""{"Thing":false}""", "'Thing' must be an object")]
    [DataRow("""{"Thing":{"Users":{"a":1}}}""", "'Thing:Users' must be")]
    [DataRow("""{"Thing":{"Users":[["a"]]}}""", "'Thing:Users' must be")]
    [DataRow("""{"Thing":{"Enabled":"no"}}""", "Thing:Enabled: must be true or false")]
    [DataRow("""{"Other":{"Enabled":true}}""", "no such flag")]
    public async Task File_CannotBeTaken_IsReportedAndTheLastStaysInForce(string text, string problem)
    {
        await File.WriteAllTextAsync(Path, """{"Thing":{"Enabled":false}}""", Ct);
        using var loggers = Loggers();
        using var flags = Create(loggers);

        await WriteAsync(text);
        _time.Advance(Second);

        Assert.IsFalse(flags.Read("Thing").Enabled);
        Assert.Contains(problem, _log.Lines.Single());
        await WriteAsync("""{"Thing":{"Enabled":true}}""");
        Assert.IsTrue(flags.Read("Thing").Enabled);
    }

    [TestMethod]
    public async Task File_IsBrokenAtTheStart_StopsItWithItsPath()
    {
        await File.WriteAllTextAsync(Path, "{", Ct);
        using var loggers = Loggers();

        var thrown = Assert.ThrowsExactly<OptionsValidationException>(() => Create(loggers));

        Assert.Contains(Path, thrown.Message);
    }

    [TestMethod]
    public async Task Users_ListedInTheFile_TakeThePlaceOfThoseElsewhere()
    {
        using var loggers = Loggers();
        using var flags = Create(loggers, ("WellIntake:Flags:Thing:Users:0", "a"), ("WellIntake:Flags:Thing:Users:1", "b"));
        CollectionAssert.AreEqual(new[] { "a", "b" }, flags.Read("Thing").Users.ToList());

        await WriteAsync("""{"Thing":{"Users":["c"]}}""");
        CollectionAssert.AreEqual(new[] { "c" }, flags.Read("Thing").Users.ToList());
        await WriteAsync("""{"Thing":{"Users":[]}}""");
        Assert.IsEmpty(flags.Read("Thing").Users);
    }

    [TestMethod]
    public async Task Change_OneKeyOfOneFlag_LeavesTheRest()
    {
        await File.WriteAllTextAsync(Path, """{"thing":{"percentage":5,"Users":["a"]},"Other":{"Enabled":false}}""", Ct);

        await FlagFile.ChangeAsync(Path, "Thing", new Dictionary<string, JsonNode?> { ["Percentage"] = 50, ["Users"] = null, ["Shadow"] = true }, Ct);

        Assert.IsTrue(JsonNode.DeepEquals(
            JsonNode.Parse("""{"thing":{"Percentage":50,"Shadow":true},"Other":{"Enabled":false}}"""), JsonNode.Parse(await File.ReadAllTextAsync(Path, Ct))));
        await FlagFile.ChangeAsync(Path, "THING", null, Ct);
        Assert.IsTrue(JsonNode.DeepEquals(JsonNode.Parse("""{"Other":{"Enabled":false}}"""), JsonNode.Parse(await File.ReadAllTextAsync(Path, Ct))));
        Assert.HasCount(1, Directory.GetFiles(_folder));
    }

    [TestMethod]
    public async Task Change_FileIsBroken_IsLeftAsItIs()
    {
        await File.WriteAllTextAsync(Path, "{", Ct);

        await Assert.ThrowsExactlyAsync<FormatException>(() => FlagFile.ChangeAsync(Path, "Thing", null, Ct));

        Assert.AreEqual("{", await File.ReadAllTextAsync(Path, Ct));
    }

    private async Task WriteAsync(string text)
    {
        await File.WriteAllTextAsync(Path, text, Ct);
        _time.Advance(Second);
    }

    private ILoggerFactory Loggers() => LoggerFactory.Create(b => b.AddProvider(_log).SetMinimumLevel(LogLevel.Warning));

    private FeatureFlags Create(ILoggerFactory loggers, params (string Key, string Value)[] below)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(below.Select(b => KeyValuePair.Create(b.Key, (string?)b.Value)));
        configuration.AddFlagFile(Path, _time);
        return new FeatureFlags([new FlagDefinition("Thing", "A thing.")], configuration, loggers);
    }
}
