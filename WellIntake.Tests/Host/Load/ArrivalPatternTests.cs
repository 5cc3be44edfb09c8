using WellIntake.Host.Commands;
using WellIntake.Host.Commands.Load;

namespace WellIntake.Tests.Load;

/// <summary>When messages of a load run arrive.</summary>
[TestClass]
public sealed class ArrivalPatternTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, TestCategory("TOL-1")]
    public void Constant_FourASecond_AreAQuarterApart() =>
        Assert.AreSequenceEqual([0, 0.25, 0.5, 0.75, 1.0], ArrivalPattern.Constant(5, 4).Select(t => t.TotalSeconds));

    [TestMethod, TestCategory("TOL-1")]
    public void Burst_OfThreeAtSixASecond_ComesEveryHalfSecond() =>
        Assert.AreSequenceEqual([0, 0, 0, 0.5, 0.5, 0.5, 1.0], ArrivalPattern.Burst(7, 6, 3).Select(t => t.TotalSeconds));

    [TestMethod, TestCategory("TOL-1")]
    public async Task Trace_Recorded_ArrivesAsItWasAndAtARateSqueezed()
    {
        const string Recorded = """
            TIMESTAMP,ContextTokens,GeneratedTokens
            2023-11-16 18:17:03.9799600,4808,10
            2023-11-16 18:17:05.9799600,110,27

            2023-11-16 18:17:04.4799600,3180,8
            """;

        Assert.AreSequenceEqual([0, 0.5, 2], await TraceAsync(Recorded, 25, null));
        Assert.AreSequenceEqual([0, 0.05, 0.2], await TraceAsync(Recorded, 25, 10));
        Assert.AreSequenceEqual([0, 2], await TraceAsync(Recorded, 2, null), "at most so many, in the file's order");
    }

    [TestMethod, TestCategory("TOL-1")]
    [DataRow("WHEN,What\n1,2", "the heading has no column TIMESTAMP")]
    [DataRow("", "the heading has no column TIMESTAMP")]
    [DataRow("TIMESTAMP,A\n", "has no arrivals")]
    [DataRow("A,TIMESTAMP\n1,2023-11-16 18:17:03\n2,soon", "line 3: there is no time in column TIMESTAMP")]
    [DataRow("A,TIMESTAMP\n1", "line 2: there is no time in column TIMESTAMP")]
    public async Task Trace_NoTrace_SaysWhatIsWrongAndWhere(string content, string problem)
    {
        var refused = await Assert.ThrowsExactlyAsync<UsageException>(() => TraceAsync(content, 25, null));
        Assert.Contains(problem, refused.Message);
    }

    [TestMethod, TestCategory("TOL-1")]
    public async Task Trace_OfAzuresFormat_IsRead()
    {
        var file = new FileInfo(Path.Combine(Testing.Repository.Root, "..", "shared", "data", "azure-llm-trace", "AzureLLMInferenceTrace_code.csv"));
        if (!file.Exists)
            Testing.Skip.Because("the public trace ../shared/data/azure-llm-trace is not there");

        var arrivals = await ArrivalPattern.TraceAsync(file, 1000, null, Ct);

        Assert.HasCount(1000, arrivals);
        Assert.AreEqual(TimeSpan.Zero, arrivals[0]);
        Assert.IsGreaterThan(TimeSpan.Zero, arrivals[^1]);
    }

    private async Task<IEnumerable<double>> TraceAsync(string content, int messages, double? rate)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("wellintake-trace-").FullName, "trace.csv");
        try
        {
            await File.WriteAllTextAsync(path, content, Ct);
            return (await ArrivalPattern.TraceAsync(new FileInfo(path), messages, rate, Ct)).Select(t => Math.Round(t.TotalSeconds, 6));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }
}
